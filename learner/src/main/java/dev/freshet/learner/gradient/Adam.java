package dev.freshet.learner.gradient;

import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.InPlace;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019):
 *
 * <pre>
 * m' = b1 m + (1 - b1) g        v' = b2 v + (1 - b2) g^2
 * u = -a (m' / (1 - b1^t) / (sqrt(v' / (1 - b2^t)) + e) + d p)
 * </pre>
 *
 * @param decay d; 0 is plain Adam. Tensors of fewer than two axes (norms, biases) are not decayed.
 */
public record Adam(Schedule learningRate, double b1, double b2, double epsilon, double decay)
    implements Pullback {
  public Adam {
    if (!(b1 >= 0 && b1 < 1 && b2 >= 0 && b2 < 1 && epsilon >= 0 && decay >= 0)) {
      throw new IllegalArgumentException("b1 and b2 are in [0, 1), epsilon and decay 0 or more");
    }
  }

  /** Plain Adam with the paper's defaults. */
  public static Adam of(double learningRate) {
    return new Adam(Schedule.constant(learningRate), 0.9, 0.999, 1e-8, 0);
  }

  @Override
  public TransformationState init(TensorTree parameters) {
    return Steps.none(Map.of("m", parameters.zerosLike(), "v", parameters.zerosLike()));
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    long step = Steps.of(state);
    Constants constants = new Constants(step);
    Map<String, Tensor> updates = new LinkedHashMap<>();
    Map<String, Tensor> firsts = new LinkedHashMap<>();
    Map<String, Tensor> seconds = new LinkedHashMap<>();
    TensorTree m = state.slot("m");
    TensorTree v = state.slot("v");
    gradients
        .tensors()
        .forEach(
            (name, g) -> {
              Tensor first = m.get(name).times(constants.b1(g));
              Tensor second = v.get(name).times(constants.b2(g));
              try (Tensor scaled = g.times(constants.oneMinusB1(g))) {
                InPlace.add(first, scaled);
              }
              try (Tensor square = g.squared()) {
                InPlace.add(second, InPlace.multiply(square, constants.oneMinusB2(g)));
              }
              firsts.put(name, first);
              seconds.put(name, second);
              updates.put(name, constants.update(first, second, parameters.get(name)));
            });
    return new Update(
        TensorTree.of(updates),
        Steps.next(state, Map.of("m", TensorTree.of(firsts), "v", TensorTree.of(seconds))));
  }

  @Override
  public Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree parameters,
      TensorTree updates,
      TransformationState next) {
    return new AdamPullback(this, Steps.of(state)).pullBack(gradients, state, updates, next);
  }

  /** The numbers of one step as tensors, made once for all parameters of a type. */
  private final class Constants {
    private final double rate;
    private final double rootCorrection;
    private final double firstCorrection;
    private final Map<String, Tensor> made = new LinkedHashMap<>();

    Constants(long step) {
      this.rate = learningRate.at(step);
      this.firstCorrection = 1 - Math.pow(b1, (double) step + 1);
      this.rootCorrection = Math.sqrt(1 - Math.pow(b2, (double) step + 1));
    }

    private Tensor constant(String name, double value, Dtype dtype) {
      return made.computeIfAbsent(name + dtype, key -> Tensor.full(value, dtype));
    }

    Tensor b1(Tensor like) {
      return constant("b1", b1, like.dtype());
    }

    Tensor b2(Tensor like) {
      return constant("b2", b2, like.dtype());
    }

    Tensor oneMinusB1(Tensor like) {
      return constant("1-b1", 1 - b1, like.dtype());
    }

    Tensor oneMinusB2(Tensor like) {
      return constant("1-b2", 1 - b2, like.dtype());
    }

    Tensor update(Tensor first, Tensor second, Tensor parameter) {
      Dtype dtype = first.dtype();
      // a / c1 * m / (sqrt(v) / c2 + e) = (a c2 / c1) m / (sqrt(v) + e c2), with fewer passes
      double factor = -rate * rootCorrection / firstCorrection;
      try (Tensor denominator = second.sqrt()) {
        InPlace.add(denominator, constant("epsilon", epsilon * rootCorrection, dtype));
        Tensor update = first.times(constant("factor", factor, dtype));
        InPlace.divide(update, denominator);
        if (decay > 0 && parameter.shape().length >= 2) {
          try (Tensor pull = parameter.times(constant("decay", -rate * decay, dtype))) {
            InPlace.add(update, pull);
          }
        }
        return update;
      }
    }
  }
}
