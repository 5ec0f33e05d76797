package dev.freshet.learner.gradient;

import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A step size of its own for each tensor, on top of the learning rate (Meta-SGD, Li et al. 2017,
 * with one number a tensor).
 *
 * @param factors by the parameter's name, 0 or more; a parameter that is not named keeps 1
 */
public record StepSizes(Map<String, Double> factors) implements Pullback {
  public StepSizes {
    factors = Map.copyOf(factors);
    factors.forEach(
        (name, factor) -> {
          if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the step size of " + name + " is " + factor);
          }
        });
  }

  @Override
  public TransformationState init(TensorTree parameters) {
    factors
        .keySet()
        .forEach(
            name -> {
              if (!parameters.names().contains(name)) {
                throw new IllegalArgumentException("no parameter is named " + name);
              }
            });
    return TransformationState.EMPTY;
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    Map<String, Tensor> scaled = new LinkedHashMap<>();
    gradients
        .tensors()
        .forEach((name, g) -> scaled.put(name, g.scaled(factors.getOrDefault(name, 1.0))));
    return new Update(TensorTree.of(scaled), state);
  }

  /** The map is linear and symmetric: derivatives pass it as gradients do. */
  @Override
  public Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree parameters,
      TensorTree updates,
      TransformationState next) {
    return new Cotangent(
        update(updates, state, parameters).updates(), TransformationState.EMPTY, null);
  }
}
