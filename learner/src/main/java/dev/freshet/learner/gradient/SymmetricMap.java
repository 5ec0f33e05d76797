package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;

/**
 * A link that is a fixed, linear and symmetric map of the gradient, and remembers nothing:
 * derivatives pass it as gradients do.
 */
interface SymmetricMap extends Pullback {
  @Override
  default TransformationState init(TensorTree parameters) {
    return TransformationState.EMPTY;
  }

  @Override
  default Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree parameters,
      TensorTree updates,
      TransformationState next) {
    return new Cotangent(
        update(updates, state, parameters).updates(), TransformationState.EMPTY, null);
  }
}
