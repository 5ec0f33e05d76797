package dev.freshet.learner.meta;

import dev.freshet.learner.gradient.StepSize;
import dev.freshet.learner.gradient.StepSizes;
import dev.freshet.learner.weighting.WeightingNetwork;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that meta-training may change, or a derivative by it; immutable.
 *
 * @param weighting the network's parameters; empty where tokens count alike
 * @param logSteps the logarithms of step sizes, as {@link StepGrain} lays them out; empty where
 *     they are not learned
 * @param start theta_0; in a derivative empty where it is not learned
 */
public record MetaParameters(TensorTree weighting, TensorTree logSteps, TensorTree start) {
  static final TensorTree NONE = TensorTree.of(Map.of());

  /**
   * Where meta-training begins, in the current scope: weights that are all the same, step sizes of
   * 1, the base as it is.
   *
   * @param network null where tokens count alike
   * @param grain of the step sizes
   */
  public static MetaParameters initial(
      TensorTree base,
      @Nullable WeightingNetwork network,
      Set<MetaPart> learn,
      StepGrain grain,
      long seed) {
    return new MetaParameters(
        network == null ? NONE : network.initialise(seed),
        learn.contains(MetaPart.STEPS) ? grain.logs(base) : NONE,
        base);
  }

  /** The step size of each tensor; empty where none are learned. */
  public Map<String, StepSize> stepSizes() {
    return StepSizes.of(logSteps, Math::exp);
  }

  /** The tensors of some parts as one tree, each name under its part's. */
  TensorTree flat(Set<MetaPart> parts) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (MetaPart part : MetaPart.values()) {
      if (parts.contains(part)) {
        of(part).tensors().forEach((name, tensor) -> all.put(part + "/" + name, tensor));
      }
    }
    return TensorTree.of(all);
  }

  /** This with the tensors of some parts replaced by those of {@link #flat}. */
  MetaParameters with(TensorTree flat) {
    return new MetaParameters(
        replaced(MetaPart.WEIGHTS, flat),
        replaced(MetaPart.STEPS, flat),
        replaced(MetaPart.INIT, flat));
  }

  private TensorTree replaced(MetaPart part, TensorTree flat) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(of(part).tensors());
    tensors.replaceAll((name, old) -> flat.tensors().getOrDefault(part + "/" + name, old));
    return TensorTree.of(tensors);
  }

  private TensorTree of(MetaPart part) {
    return switch (part) {
      case WEIGHTS -> weighting;
      case STEPS -> logSteps;
      case INIT -> start;
    };
  }

  MetaParameters map(UnaryOperator<TensorTree> function) {
    return new MetaParameters(
        function.apply(weighting), function.apply(logSteps), function.apply(start));
  }
}
