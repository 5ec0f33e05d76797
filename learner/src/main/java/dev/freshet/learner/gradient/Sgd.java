package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;

/** Plain gradient descent: u = -a g, a by a schedule. */
public record Sgd(Schedule learningRate) implements Pullback {
  @Override
  public TransformationState init(TensorTree parameters) {
    return Steps.none();
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    double rate = learningRate.at(Steps.of(state));
    return new Update(gradients.scaled(-rate), Steps.next(state, state.slots()));
  }

  @Override
  public Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree parameters,
      TensorTree updates,
      TransformationState next) {
    double rate = learningRate.at(Steps.of(state));
    return new Cotangent(updates.scaled(-rate), TransformationState.EMPTY, null);
  }
}
