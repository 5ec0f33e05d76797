package dev.freshet.learner.gradient;

import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;

/**
 * Divides each gradient by the size that gradients had there when the base model was trained: g /
 * (sqrt(v) + d rms(sqrt(v))), the mean square taken over a tensor. The second moments are frozen,
 * so a step is a fixed linear map of the gradient: nothing to remember, nothing that depends on the
 * stream.
 *
 * @param scales 1 / (sqrt(v) + d rms(sqrt(v))) of each parameter
 */
public record Precondition(TensorTree scales) implements SymmetricMap {
  /**
   * The link for a model's second moments; its tensors are in the current scope, which must outlive
   * it.
   *
   * @param damping d, above 0: what keeps rarely moved weights from leaping
   */
  public static Precondition of(SecondMoments moments, double damping) {
    if (!(damping > 0)) {
      throw new IllegalArgumentException("the damping is above 0");
    }
    return new Precondition(moments.squares().map(v -> scale(v, damping)));
  }

  private static Tensor scale(Tensor v, double damping) {
    // rms(sqrt(v)) = sqrt(mean(v))
    double rms = Math.sqrt(v.mean().item());
    double floor = Math.max(damping * rms, Float.MIN_NORMAL);
    try (Tensor root = v.sqrt();
        Tensor damped = root.shifted(floor)) {
      return Tensor.full(1, v.dtype()).dividedBy(damped);
    }
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    return new Update(gradients.zip(scales, Tensor::times), state);
  }
}
