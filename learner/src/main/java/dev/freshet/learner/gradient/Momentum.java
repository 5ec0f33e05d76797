package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;
import java.util.Map;

/**
 * Gradient descent with momentum (Polyak 1964, as PyTorch writes it): m' = b m + g, u = -a m'.
 *
 * @param decay b, in [0, 1)
 */
public record Momentum(Schedule learningRate, double decay) implements Pullback {
  @Override
  public TransformationState init(TensorTree parameters) {
    return Steps.none(Map.of("trace", parameters.zerosLike()));
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    TensorTree trace = state.slot("trace").scaled(decay).plus(gradients);
    double rate = learningRate.at(Steps.of(state));
    return new Update(trace.scaled(-rate), Steps.next(state, Map.of("trace", trace)));
  }

  @Override
  public Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree parameters,
      TensorTree updates,
      TransformationState next) {
    double rate = learningRate.at(Steps.of(state));
    TensorTree trace = updates.scaled(-rate).plus(next.slot("trace"));
    return new Cotangent(
        trace, new TransformationState(Map.of("trace", trace.scaled(decay)), Map.of()), null);
  }
}
