package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;

/**
 * A pair of pure functions that turns gradients into updates, which are then added to the
 * parameters.
 *
 * <pre>{@code
 * GradientTransformation adam =
 *     Transformations.chain(new ClipByGlobalNorm(1), new Adam(1e-4, 0.9, 0.999, 1e-8));
 * TransformationState state = adam.init(parameters);
 * GradientTransformation.Update update = adam.update(gradients, state, parameters);
 * parameters = parameters.plus(update.updates());
 * state = update.state();
 * }</pre>
 *
 * <p>Implementations hold no state and read no clock; everything that they remember is in the
 * state.
 */
public interface GradientTransformation {
  /** The state before the first step; its tensors are in the current scope. */
  TransformationState init(TensorTree parameters);

  /**
   * One step. All three trees have the same names and shapes.
   *
   * @return updates and the next state, in the current scope
   */
  Update update(TensorTree gradients, TransformationState state, TensorTree parameters);

  /** What one step gives. */
  record Update(TensorTree updates, TransformationState state) {
    /** This and what came after it, as one. */
    public Update then(Update next) {
      return new Update(updates.plus(next.updates), next.state);
    }
  }
}
