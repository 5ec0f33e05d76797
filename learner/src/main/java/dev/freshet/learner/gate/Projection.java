package dev.freshet.learner.gate;

import dev.freshet.tensor.CounterRandom;

/**
 * Fixed random signs that take a hidden state to few dimensions (Achlioptas 2003): a covariance of
 * these is known after a hundred documents, and costs next to nothing.
 */
final class Projection {
  static final int DIMENSIONS = 32;

  private static final long SEED = CounterRandom.seedOf("gate.projection");

  private final double[][] signs;

  Projection(int width) {
    CounterRandom random = new CounterRandom(SEED, 0);
    double scale = 1 / Math.sqrt(width);
    signs = new double[DIMENSIONS][width];
    for (double[] row : signs) {
      for (int i = 0; i < width; i++) {
        row[i] = random.nextInt(2) == 0 ? -scale : scale;
      }
    }
  }

  double[] of(double[] hidden) {
    double[] projected = new double[DIMENSIONS];
    for (int d = 0; d < DIMENSIONS; d++) {
      double sum = 0;
      for (int i = 0; i < hidden.length; i++) {
        sum += signs[d][i] * hidden[i];
      }
      projected[d] = sum;
    }
    return projected;
  }
}
