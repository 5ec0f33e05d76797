package dev.freshet.learner.gate;

/**
 * The running covariance of documents around their centre, shrunk towards a multiple of the
 * identity as Ledoit and Wolf (2004) have it:
 *
 * <pre>
 * m = tr S / p     d2 = |S - mI|^2 / p     b2 = (mean |x|^4 - |S|^2) / (n p)
 * shrunk = r m I + (1 - r) S               r = min(b2, d2) / d2
 * </pre>
 *
 * @param count documents, at most as many as are remembered
 * @param second mean of x x', row by row
 * @param fourth mean of |x|^4
 */
record Spread(double count, double[] second, double fourth) {
  /** The size of one as numbers. */
  static int size(int dimensions) {
    return dimensions * dimensions + 2;
  }

  static Spread empty(int dimensions) {
    return new Spread(0, new double[dimensions * dimensions], 0);
  }

  /** With one document more; the oldest fade once there are as many as are remembered. */
  Spread with(double[] deviation, int remembered) {
    int p = deviation.length;
    double grown = Math.min(count + 1, remembered);
    double step = 1 / grown;
    double[] next = second.clone();
    double norm = 0;
    for (int i = 0; i < p; i++) {
      norm += deviation[i] * deviation[i];
      for (int j = 0; j < p; j++) {
        next[i * p + j] += step * (deviation[i] * deviation[j] - next[i * p + j]);
      }
    }
    return new Spread(grown, next, fourth + step * (norm * norm - fourth));
  }

  /** The shrunk covariance, row by row. */
  double[] shrunk() {
    int p = (int) Math.sqrt(second.length);
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < p; i++) {
      mean += second[i * p + i] / p;
    }
    for (double value : second) {
      squares += value * value;
    }
    double away = Math.max(0, squares / p - mean * mean);
    double noise = Math.max(0, (fourth - squares) / (count * p));
    double share = away == 0 ? 1 : Math.min(noise, away) / away;
    double[] shrunk = new double[second.length];
    for (int i = 0; i < shrunk.length; i++) {
      shrunk[i] = (1 - share) * second[i] + (i % (p + 1) == 0 ? share * mean : 0);
    }
    return shrunk;
  }

  /** The metric that it makes. */
  Metric metric() {
    return new Metric(shrunk());
  }

  double[] toVector() {
    double[] vector = new double[second.length + 2];
    vector[0] = count;
    vector[1] = fourth;
    System.arraycopy(second, 0, vector, 2, second.length);
    return vector;
  }

  static Spread of(double[] vector) {
    double[] second = new double[vector.length - 2];
    System.arraycopy(vector, 2, second, 0, second.length);
    return new Spread(vector[0], second, vector[1]);
  }
}
