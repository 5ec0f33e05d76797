package dev.freshet.learner.decoder;

import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;

/**
 * What attention needs to know about where tokens stand: the rotation of each, and which keys each
 * query may see.
 *
 * @param cos {@code [1 or batch, 1, time, headWidth]}
 * @param sin likewise
 * @param mask {@code [1 or batch, 1, 1, time, keys]}, or what broadcasts to it: 0 where a key is
 *     seen, minus infinity elsewhere
 */
record Positions(Tensor cos, Tensor sin, Tensor mask) {

  /** Tokens 0 to {@code time} of every row. */
  static Positions of(Attention attention, Rotations rotations, int time, Dtype dtype) {
    int[] positions = new int[time];
    for (int i = 0; i < time; i++) {
      positions[i] = i;
    }
    Tensor mask =
        switch (attention) {
          case CAUSAL -> causal(positions, dtype).reshape(1, 1, 1, time, time);
          case BIDIRECTIONAL -> Tensor.zeros(dtype, 1, 1, 1, 1, 1);
        };
    return of(rotations, positions, 1, mask, dtype);
  }

  private static Tensor causal(int[] positions, Dtype dtype) {
    Tensor key = Tensor.of(positions, 1, positions.length);
    Tensor query = Tensor.of(positions, positions.length, 1);
    Tensor hidden = Tensor.full(Double.NEGATIVE_INFINITY, dtype);
    return Tensor.zeros(dtype).where(key.lessOrEqual(query), hidden);
  }

  /**
   * Rows that were padded at their beginning, as generation needs them.
   *
   * @param padding per row, how many of the keys from the left are padding
   * @param seen keys that a cache already holds; the queries follow them
   */
  static Positions padded(Rotations rotations, int[] padding, int seen, int time, Dtype dtype) {
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
    Tensor visible = Tensor.of(mask, dtype, padding.length, 1, 1, time, keys);
    return of(rotations, positions, padding.length, visible, dtype);
  }

  private static Positions of(
      Rotations rotations, int[] positions, int rows, Tensor mask, Dtype dtype) {
    long[] shape = {rows, 1, positions.length / rows, rotations.headWidth()};
    return new Positions(
        Tensor.of(rotations.cos(positions), dtype, shape),
        Tensor.of(rotations.sin(positions), dtype, shape),
        mask);
  }
}
