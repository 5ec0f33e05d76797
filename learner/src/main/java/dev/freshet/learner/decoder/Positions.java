package dev.freshet.learner.decoder;

import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;

/**
 * What attention needs to know about where tokens stand: the rotation of each, and which keys each
 * query may see.
 *
 * @param cos {@code [1 or batch, 1, time, headWidth]}
 * @param sin likewise
 * @param mask {@code [1 or batch, 1, 1, time, keys]}: 0 where a key is seen, minus infinity
 *     elsewhere
 */
record Positions(Tensor cos, Tensor sin, Tensor mask) {

  /** Tokens 0 to {@code time} of every row, each seeing itself and those before it. */
  static Positions causal(ModelConfig config, int time, Dtype dtype) {
    int[] positions = new int[time];
    double[] mask = new double[time * time];
    for (int query = 0; query < time; query++) {
      positions[query] = query;
      for (int key = query + 1; key < time; key++) {
        mask[query * time + key] = Double.NEGATIVE_INFINITY;
      }
    }
    return new Positions(
        rotation(config, positions, 1, false, dtype),
        rotation(config, positions, 1, true, dtype),
        Tensor.of(mask, dtype, 1, 1, 1, time, time));
  }

  /**
   * Rows that were padded at their beginning, as generation needs them.
   *
   * @param padding per row, how many of the keys from the left are padding
   * @param seen keys that a cache already holds; the queries follow them
   */
  static Positions padded(ModelConfig config, int[] padding, int seen, int time, Dtype dtype) {
    int keys = seen + time;
    int[] positions = new int[padding.length * time];
    double[] mask = new double[padding.length * time * keys];
    for (int row = 0; row < padding.length; row++) {
      for (int query = 0; query < time; query++) {
        int at = seen + query;
        positions[row * time + query] = Math.max(0, at - padding[row]);
        for (int key = 0; key < keys; key++) {
          // A padding query sees itself, so that its softmax stays finite; nothing reads it.
          boolean visible = key == at || (key < at && key >= padding[row]);
          mask[(row * time + query) * keys + key] = visible ? 0 : Double.NEGATIVE_INFINITY;
        }
      }
    }
    return new Positions(
        rotation(config, positions, padding.length, false, dtype),
        rotation(config, positions, padding.length, true, dtype),
        Tensor.of(mask, dtype, padding.length, 1, 1, time, keys));
  }

  private static Tensor rotation(
      ModelConfig config, int[] positions, int rows, boolean sine, Dtype dtype) {
    double[] frequencies = config.rope().frequencies(config.headWidth());
    int half = frequencies.length;
    double[] values = new double[positions.length * 2 * half];
    for (int p = 0; p < positions.length; p++) {
      for (int i = 0; i < half; i++) {
        double angle = positions[p] * frequencies[i];
        double value = sine ? Math.sin(angle) : Math.cos(angle);
        values[p * 2 * half + i] = value;
        values[p * 2 * half + half + i] = value;
      }
    }
    return Tensor.of(values, dtype, rows, 1, positions.length / rows, 2L * half);
  }
}
