package dev.freshet.learner.gradient;

import dev.freshet.tensor.InPlace;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of {@link Adam} backwards. With D = sqrt(v') + e sqrt(c2), f = -a sqrt(c2) / c1, and the
 * derivatives U by the updates, M' and V' by the next moments:
 *
 * <pre>
 * M' += f U / D                    V' -= f U m' / (2 sqrt(v') D^2)
 * G = (1 - b1) M' + 2 (1 - b2) g V'        M = b1 M'        V = b2 V'        P = -a d U
 * </pre>
 *
 * <p>Where v' is 0 no gradient has come yet, as for the embedding of a token that was not seen: the
 * loss does not depend on these parameters, whose derivative would be divided by e alone. There G
 * is 0.
 */
final class AdamPullback {
  private final Adam adam;
  private final double rate;
  private final double factor;
  private final double epsilon;

  AdamPullback(Adam adam, long step) {
    this.adam = adam;
    this.rate = adam.learningRate().at(step);
    double rootCorrection = Math.sqrt(1 - Math.pow(adam.b2(), (double) step + 1));
    this.factor = -rate * rootCorrection / (1 - Math.pow(adam.b1(), (double) step + 1));
    this.epsilon = adam.epsilon() * rootCorrection;
  }

  Pullback.Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree updates,
      TransformationState next) {
    Map<String, Tensor> byGradient = new LinkedHashMap<>();
    Map<String, Tensor> byFirst = new LinkedHashMap<>();
    Map<String, Tensor> bySecond = new LinkedHashMap<>();
    Map<String, Tensor> byParameter = new LinkedHashMap<>();
    for (String name : gradients.names()) {
      Tensor g = gradients.get(name);
      Tensor u = updates.get(name);
      Tensor first = next.slot("m").get(name).copy();
      Tensor second = next.slot("v").get(name).copy();
      byGradient.put(
          name, back(g, state.slot("m").get(name), state.slot("v").get(name), u, first, second));
      byFirst.put(name, scale(first, adam.b1()));
      bySecond.put(name, scale(second, adam.b2()));
      boolean decayed = adam.decay() > 0 && g.shape().length >= 2;
      byParameter.put(name, u.scaled(decayed ? -rate * adam.decay() : 0));
    }
    @Nullable TensorTree parameters = adam.decay() > 0 ? TensorTree.of(byParameter) : null;
    return new Pullback.Cotangent(
        TensorTree.of(byGradient),
        new TransformationState(
            Map.of("m", TensorTree.of(byFirst), "v", TensorTree.of(bySecond)), Map.of()),
        parameters);
  }

  /** Adds to M' and V' what comes through the update, and gives G. */
  private Tensor back(Tensor g, Tensor m, Tensor v, Tensor u, Tensor byFirst, Tensor bySecond) {
    try (Tensor nextFirst = mixed(m, adam.b1(), g);
        Tensor square = g.squared();
        Tensor nextSecond = mixed(v, adam.b2(), square);
        Tensor zero = Tensor.zeros(g.dtype());
        Tensor unseen = nextSecond.lessOrEqual(zero);
        Tensor bareRoot = nextSecond.sqrt();
        Tensor one = Tensor.full(1, g.dtype());
        Tensor root = one.where(unseen, bareRoot);
        Tensor denominator = root.shifted(epsilon);
        Tensor through = u.scaled(factor)) {
      InPlace.divide(through, denominator);
      InPlace.add(byFirst, through);
      InPlace.divide(InPlace.multiply(through, nextFirst), denominator);
      InPlace.add(bySecond, scale(InPlace.divide(through, root), -0.5));
      try (Tensor bySquare = bySecond.times(g);
          Tensor total = byFirst.scaled(1 - adam.b1())) {
        InPlace.add(total, scale(bySquare, 2 * (1 - adam.b2())));
        return zero.where(unseen, total);
      }
    }
  }

  /** b x + (1 - b) y. */
  private static Tensor mixed(Tensor x, double b, Tensor y) {
    Tensor mixed = x.scaled(b);
    try (Tensor part = y.scaled(1 - b)) {
      return InPlace.add(mixed, part);
    }
  }

  private static Tensor scale(Tensor target, double by) {
    try (Tensor constant = Tensor.full(by, target.dtype())) {
      return InPlace.multiply(target, constant);
    }
  }
}
