package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;

/**
 * Scales gradients down to a global L2 norm where they exceed it (Pascanu et al. 2013): g min(1, c
 * / |g|).
 *
 * @param limit c, above 0
 */
public record ClipByGlobalNorm(double limit) implements GradientTransformation {
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
}
