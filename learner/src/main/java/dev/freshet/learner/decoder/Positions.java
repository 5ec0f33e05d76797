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

  /** Tokens that stand as a placement says. */
  static Positions placed(Rotations rotations, Placement placement, Dtype dtype) {
    boolean[] seen = placement.seen();
    double[] mask = new double[seen.length];
    for (int i = 0; i < seen.length; i++) {
      mask[i] = seen[i] ? 0 : Double.NEGATIVE_INFINITY;
    }
    int rows = placement.rows();
    Tensor visible = Tensor.of(mask, dtype, rows, 1, 1, placement.time(), placement.keys());
    return of(rotations, placement.positions(), rows, visible, dtype);
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
