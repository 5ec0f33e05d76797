package dev.freshet.signal.shift;

/**
 * A normal distribution fitted to a window, its covariance shrunk towards a multiple of the
 * identity (Ledoit and Wolf 2004), so that it can be inverted however short the window.
 *
 * @param mean {@code [channels]}
 * @param covariance {@code [channels, channels]}
 * @param precision its inverse
 */
record Gaussian(double[] mean, double[][] covariance, double[][] precision) {

  /** A distribution that is known. */
  static Gaussian of(double[] mean, double[][] covariance) {
    return new Gaussian(mean, covariance, Matrices.inverse(covariance));
  }

  /**
   * Fits rows {@code [times, channels]} at the given indices.
   *
   * @param floor added to the diagonal: what a channel that never varies has for a variance
   */
  static Gaussian fit(double[][] rows, int[] indices, double floor) {
    int channels = rows[0].length;
    double[] mean = new double[channels];
    for (int index : indices) {
      for (int c = 0; c < channels; c++) {
        mean[c] += rows[index][c] / indices.length;
      }
    }
    double[][] sample = new double[channels][channels];
    double fourth = 0;
    double[] centred = new double[channels];
    for (int index : indices) {
      double norm = 0;
      for (int c = 0; c < channels; c++) {
        centred[c] = rows[index][c] - mean[c];
        norm += centred[c] * centred[c];
      }
      fourth += norm * norm / indices.length;
      for (int i = 0; i < channels; i++) {
        for (int j = 0; j < channels; j++) {
          sample[i][j] += centred[i] * centred[j] / indices.length;
        }
      }
    }
    return of(mean, shrunk(sample, fourth, indices.length, floor));
  }

  /**
   * With m the mean variance, d^2 the mean squared distance of S from mI, and b^2 the mean squared
   * error of S (at most d^2): (b^2/d^2) m I + (1 - b^2/d^2) S.
   */
  private static double[][] shrunk(double[][] sample, double fourth, int count, double floor) {
    int channels = sample.length;
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < channels; i++) {
      mean += sample[i][i] / channels;
      for (int j = 0; j < channels; j++) {
        squares += sample[i][j] * sample[i][j];
      }
    }
    double distance = squares / channels - mean * mean;
    double error = Math.min(distance, (fourth - squares) / ((double) count * channels));
    double share = distance <= 0 ? 1 : Math.max(0, error) / distance;
    double[][] shrunk = new double[channels][channels];
    for (int i = 0; i < channels; i++) {
      for (int j = 0; j < channels; j++) {
        shrunk[i][j] = (1 - share) * sample[i][j];
      }
      shrunk[i][i] += share * mean + floor;
    }
    return shrunk;
  }
}
