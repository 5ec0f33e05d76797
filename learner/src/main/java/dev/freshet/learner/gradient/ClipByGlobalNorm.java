package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;

/**
 * Scales gradients down to a global L2 norm where they exceed it (Pascanu et al. 2013): g min(1, c
 * / |g|).
 *
 * @param limit c, above 0
 */
public record ClipByGlobalNorm(double limit) implements Pullback {
  public ClipByGlobalNorm {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("the limit is above 0");
    }
  }

  @Override
  public TransformationState init(TensorTree parameters) {
    return TransformationState.EMPTY;
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    double norm = gradients.globalNorm();
    return new Update(norm > limit ? gradients.scaled(limit / norm) : gradients, state);
  }

  /** (c / |g|) (u - ĝ &lt;ĝ, u&gt;) where it clips: the part along the gradient is lost. */
  @Override
  public Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree parameters,
      TensorTree updates,
      TransformationState next) {
    double norm = gradients.globalNorm();
    if (norm <= limit) {
      return new Cotangent(updates, TransformationState.EMPTY, null);
    }
    double along = gradients.dot(updates) / (norm * norm);
    TensorTree across = updates.plus(gradients.scaled(-along));
    return new Cotangent(across.scaled(limit / norm), TransformationState.EMPTY, null);
  }
}
