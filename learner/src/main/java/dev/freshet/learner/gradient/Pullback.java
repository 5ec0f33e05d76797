package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;
import org.jspecify.annotations.Nullable;

/**
 * A transformation through which derivatives can be carried back, from what its step gave to what
 * it was given: the transposed Jacobian of {@link #update}. Meta-training needs it of every link of
 * the chain that it trains through.
 */
public interface Pullback extends GradientTransformation {
  /**
   * Carries the derivatives of a loss back over one step. The first three arguments are those that
   * {@link #update} had.
   *
   * @param updates the loss by the step's updates
   * @param next the loss by the step's next state: the same slots as that state
   * @return the loss by gradients, state and parameters, in the current scope; the loss by
   *     parameters leaves out the sum of parameters and updates, which the caller makes
   */
  Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree parameters,
      TensorTree updates,
      TransformationState next);

  /**
   * The derivatives of a loss by what a step was given.
   *
   * @param parameters null where the updates do not depend on them
   */
  record Cotangent(
      TensorTree gradients, TransformationState state, @Nullable TensorTree parameters) {}

  /**
   * The transformation as one that can be pulled back.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static Pullback of(GradientTransformation transformation) {
    if (transformation instanceof Pullback pullback) {
      return pullback;
    }
    throw new IllegalArgumentException(
        transformation.getClass().getSimpleName() + " cannot be trained through");
  }
}
