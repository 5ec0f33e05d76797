package dev.freshet.learner.redteam;

import java.util.Arrays;
import java.util.List;

/**
 * How far a document's {@link PerturbationScore} lies from those of usual documents: the squared
 * MMD between the one and the many, up to a constant, under the mean of five Gaussian kernels from
 * a quarter to four times the usual distance (Zhang et al. 2023).
 */
final class PerturbationDetector {
  private static final int HALVINGS = 2;

  private final List<double[]> usual;
  private final double distance;

  /**
   * @param usual scores of at least two usual documents
   */
  PerturbationDetector(List<double[]> usual) {
    this.usual = usual;
    double sum = 0;
    for (int i = 0; i < usual.size(); i++) {
      for (int j = 0; j < i; j++) {
        sum += Math.sqrt(squared(usual.get(i), usual.get(j)));
      }
    }
    this.distance = sum / (usual.size() * (usual.size() - 1) / 2.0);
  }

  /** Higher is stranger; 0 to 2. */
  double of(double[] score) {
    double similarity = 0;
    for (double[] other : usual) {
      double squared = squared(score, other);
      for (int k = -HALVINGS; k <= HALVINGS; k++) {
        double width = distance * Math.pow(2, k);
        similarity += Math.exp(-squared / (2 * width * width));
      }
    }
    return 2 - 2 * similarity / (usual.size() * (2 * HALVINGS + 1));
  }

  private static double squared(double[] x, double[] y) {
    double[] differences = new double[x.length];
    Arrays.setAll(differences, i -> (x[i] - y[i]) * (x[i] - y[i]));
    return Arrays.stream(differences).sum();
  }
}
