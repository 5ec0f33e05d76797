package dev.freshet.signal.shift;

/**
 * How much the conditional distribution of each channel given all others differs between two normal
 * distributions p and q: the Fisher divergence of the conditionals, averaged over both,
 *
 * <pre>gamma_j = E_{p/2 + q/2} (d/dx_j log p(x) - d/dx_j log q(x))^2</pre>
 *
 * <p>The score of a conditional is that of the joint, so all channels come from one difference A x
 * - c with A = inv(S_p) - inv(S_q) and c = inv(S_p) mu_p - inv(S_q) mu_q; over N(mu, S) its square
 * has the mean a_j' S a_j + (a_j' mu - c_j)^2. No sample is drawn.
 */
final class ScoreStatistic {
  private ScoreStatistic() {}

  /** One number for each channel, 0 where its conditional is the same. */
  static double[] of(Gaussian p, Gaussian q) {
    int channels = p.mean().length;
    double[] fromP = Matrices.times(p.precision(), p.mean());
    double[] fromQ = Matrices.times(q.precision(), q.mean());
    double[] gamma = new double[channels];
    double[] difference = new double[channels];
    for (int j = 0; j < channels; j++) {
      for (int i = 0; i < channels; i++) {
        difference[i] = p.precision()[j][i] - q.precision()[j][i];
      }
      double constant = fromP[j] - fromQ[j];
      gamma[j] = (meanSquare(difference, constant, p) + meanSquare(difference, constant, q)) / 2;
    }
    return gamma;
  }

  private static double meanSquare(double[] difference, double constant, Gaussian over) {
    double variance = Matrices.dot(difference, Matrices.times(over.covariance(), difference));
    double mean = Matrices.dot(difference, over.mean()) - constant;
    return variance + mean * mean;
  }
}
