package dev.freshet.learner.decoder;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The cosines and sines of rotary positions, computed once for each position that was met: they
 * would otherwise take a tenth of a small model's forward pass. Safe for use by several threads.
 */
final class Rotations {
  /** {@code [positions, headWidth / 2]} each, row by row. */
  private record Table(int positions, double[] cos, double[] sin) {}

  private final double[] frequencies;
  private volatile Table table = new Table(0, new double[0], new double[0]);

  Rotations(ModelConfig config) {
    this.frequencies = config.rope().frequencies(config.headWidth());
  }

  int headWidth() {
    return 2 * frequencies.length;
  }

  /** The cosines {@code [positions.length, headWidth]} for both halves of a head. */
  double[] cos(int[] positions) {
    return rows(positions, upTo(positions).cos());
  }

  /** The sines, likewise. */
  double[] sin(int[] positions) {
    return rows(positions, upTo(positions).sin());
  }

  private double[] rows(int[] positions, double[] values) {
    int half = frequencies.length;
    double[] rows = new double[positions.length * 2 * half];
    for (int p = 0; p < positions.length; p++) {
      System.arraycopy(values, positions[p] * half, rows, 2 * p * half, half);
      System.arraycopy(values, positions[p] * half, rows, (2 * p + 1) * half, half);
    }
    return rows;
  }

  private Table upTo(int[] positions) {
    int needed = Arrays.stream(positions).max().orElse(0) + 1;
    Table known = table;
    if (known.positions() < needed) {
      known = grown(Math.max(needed, 2 * known.positions()));
      table = known;
    }
    return known;
  }

  private Table grown(int positions) {
    return new Table(positions, values(positions, Math::cos), values(positions, Math::sin));
  }

  private double[] values(int positions, DoubleUnaryOperator function) {
    double[] values = new double[Math.multiplyExact(positions, frequencies.length)];
    for (int i = 0; i < values.length; i++) {
      int position = i / frequencies.length;
      values[i] = function.applyAsDouble(position * frequencies[i % frequencies.length]);
    }
    return values;
  }
}
