package dev.freshet.learner.meta;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gradient.StepSize;
import dev.freshet.learner.gradient.StepSizes;
import dev.freshet.learner.weighting.StoredNetwork;
import dev.freshet.learner.weighting.WeightingArtefact;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an earlier meta-training left, for another to begin with. */
public record EarlierTraining(Path directory) {
  /** A step size of 0 would have no logarithm. */
  private static final double SMALLEST = 1e-6;

  /**
   * The same with the network, and the step sizes if it learned any; in the current scope.
   *
   * @param initial as it would begin without
   * @param network the one to be trained
   * @throws FreshetException if the earlier training was of another network, tokenizer or model
   */
  public MetaParameters over(
      MetaParameters initial, @Nullable StoredNetwork network, LanguageModel base) {
    WeightingArtefact artefact = WeightingArtefact.read(directory);
    if (!artefact.isForTokensOf(base)) {
      throw unfit("it was trained with another tokenizer than the model's");
    }
    return new MetaParameters(
        network == null ? initial.weighting() : network(artefact, network),
        steps(artefact, initial.logSteps()),
        initial.start());
  }

  private TensorTree network(WeightingArtefact artefact, StoredNetwork wanted) {
    StoredNetwork found = artefact.network();
    if (found == null
        || !found.name().equals(wanted.name())
        || !found.toJson().equals(wanted.toJson())) {
      throw unfit(
          "it holds "
              + (found == null ? "no network" : found.name() + " " + found.toJson())
              + ", and this training is of "
              + wanted.name()
              + " "
              + wanted.toJson());
    }
    return artefact.parameters(directory, found);
  }

  private TensorTree steps(WeightingArtefact artefact, TensorTree ones) {
    if (ones.names().isEmpty()) {
      return ones;
    }
    Map<String, Tensor> logs = new LinkedHashMap<>(ones.tensors());
    artefact
        .stepSizes()
        .forEach(
            (parameter, size) -> {
              String name = parameter + StepSizes.ROWS;
              Tensor one = logs.get(name);
              if (one == null) {
                throw unfit("it has a step size for " + parameter + ", which the model has not");
              }
              logs.put(name, one.shifted(log(parameter, size)));
            });
    return TensorTree.of(logs);
  }

  private double log(String parameter, StepSize size) {
    if (!size.isSingle()) {
      throw unfit("its step sizes are finer than one a tensor: " + parameter);
    }
    return Math.log(Math.max(SMALLEST, size.mean()));
  }

  private FreshetException unfit(String why) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        why,
        directory.toString(),
        "train with the options of that training, or without --from");
  }
}
