package dev.freshet.learner.gate;

/** Mahalanobis distances under one covariance, by its Cholesky factor. */
final class Metric {
  private final double[] lower;
  private final int p;

  /**
   * @param covariance row by row, positive definite; where it is not, no distance is a number
   */
  Metric(double[] covariance) {
    p = (int) Math.sqrt(covariance.length);
    lower = new double[covariance.length];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = covariance[i * p + j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i * p + k] * lower[j * p + k];
        }
        lower[i * p + j] = i == j ? Math.sqrt(sum) : sum / lower[j * p + j];
      }
    }
  }

  /** (x - centre)' C^-1 (x - centre). */
  double squared(double[] x, double[] centre) {
    double[] solved = new double[p];
    double squared = 0;
    for (int i = 0; i < p; i++) {
      double sum = x[i] - centre[i];
      for (int k = 0; k < i; k++) {
        sum -= lower[i * p + k] * solved[k];
      }
      solved[i] = sum / lower[i * p + i];
      squared += solved[i] * solved[i];
    }
    return squared;
  }
}
