package dev.freshet.learner.gradient;

import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets only those weights move whose updates are the largest, over all tensors together; the rest
 * stay as they are, to the bit. As the last link of a chain of gradient descent this is
 * gradient-mask tuning (Li et al. 2024); with an optimizer that remembers, the mask is on what it
 * would move, or its memory would move the rest.
 *
 * <p>Exactly as many move as the share says: sizes are compared in single precision, and of equal
 * ones those that come first move.
 *
 * @param share of all weights, above 0, below 1; at least one moves
 */
public record LargestShare(double share) implements GradientTransformation {
  private static final int LOW_BITS = 15;

  public LargestShare {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a share is above 0 and below 1");
    }
  }

  @Override
  public TransformationState init(TensorTree parameters) {
    return TransformationState.EMPTY;
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    Threshold threshold =
        Threshold.of(gradients, Math.max(1, Math.round(share * gradients.count())));
    Map<String, Tensor> masked = new LinkedHashMap<>();
    long[] ties = {threshold.ties()};
    gradients
        .tensors()
        .forEach(
            (name, g) -> {
              try (Tensor mask = threshold.mask(g, ties)) {
                masked.put(name, g.times(mask));
              }
            });
    return new Update(TensorTree.of(masked), state);
  }

  /**
   * The size from which on weights move, found in two passes over the bits of all sizes, which for
   * numbers from 0 on are in the order of the numbers: the high ones first, then the low ones.
   *
   * @param bits of the size
   * @param ties how many of exactly this size move
   */
  private record Threshold(int bits, long ties) {
    static Threshold of(TensorTree tree, long wanted) {
      long[] high = new long[1 << (Float.SIZE - 1 - LOW_BITS)];
      long[] low = new long[1 << LOW_BITS];
      tree.tensors().values().forEach(t -> count(t, bits -> high[bits >>> LOW_BITS]++));
      long[] left = {wanted};
      int upper = descend(high, left);
      tree.tensors()
          .values()
          .forEach(
              t ->
                  count(
                      t,
                      bits -> {
                        if (bits >>> LOW_BITS == upper) {
                          low[bits & (low.length - 1)]++;
                        }
                      }));
      int lower = descend(low, left);
      return new Threshold(upper << LOW_BITS | lower, left[0]);
    }

    /**
     * The bin, from the highest down, in which what is wanted runs out; leaves what is wanted of
     * it.
     */
    private static int descend(long[] bins, long[] wanted) {
      int bin = bins.length - 1;
      while (bins[bin] < wanted[0]) {
        wanted[0] -= bins[bin];
        bin--;
      }
      return bin;
    }

    private static void count(Tensor tensor, java.util.function.IntConsumer each) {
      for (float value : sizes(tensor)) {
        each.accept(bits(value));
      }
    }

    /** 1 where a weight moves, else 0. */
    Tensor mask(Tensor tensor, long[] tiesLeft) {
      float[] values = sizes(tensor);
      for (int i = 0; i < values.length; i++) {
        int size = bits(values[i]);
        boolean moves = size > bits || (size == bits && tiesLeft[0]-- > 0);
        values[i] = moves ? 1 : 0;
      }
      Tensor mask = Tensor.of(values, tensor.shape());
      return tensor.dtype() == Dtype.F32 ? mask : mask.to(tensor.dtype());
    }

    private static float[] sizes(Tensor tensor) {
      return tensor.dtype() == Dtype.F32 ? tensor.toFloats() : tensor.to(Dtype.F32).toFloats();
    }

    private static int bits(float value) {
      return Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
    }
  }
}
