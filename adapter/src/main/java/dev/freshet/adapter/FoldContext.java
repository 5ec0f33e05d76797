package dev.freshet.adapter;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.tokenizer.Tokenizer;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.state.Provenance;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Torch;

/**
 * What every lane of a process folds under: the base model and all that settings choose.
 *
 * @param provenance what besides the log decides the bits
 */
public record FoldContext(
    LanguageModel base,
    TokenWeighting weighting,
    WeightedStep step,
    int batch,
    int reportedWeights,
    Provenance provenance,
    FoldListener listener)
    implements AutoCloseable {

  /**
   * The context that settings ask for.
   *
   * @param build the version of this program
   */
  public static FoldContext of(
      Settings settings, LanguageModel base, String build, FoldListener listener) {
    AdapterSettings adapter = settings.adapter();
    ChosenWeighting chosen = TokenWeightings.open(adapter.weighting(), base);
    return new FoldContext(
        base,
        chosen.weighting(),
        new WeightedStep(
            base.decoder(),
            Transformations.of(
                adapter,
                adapter.learningRate(),
                () -> base.preconditioner(adapter.damping()),
                chosen.stepSizes()),
            adapter.maxGradientNorm()),
        adapter.batch(),
        adapter.reportedWeights(),
        new Provenance(
            chosen.markedIn(SettingsDigest.of(settings)),
            build,
            Torch.threads(),
            InstructionSet.name(),
            Weights.digest(base.parameters())),
        listener);
  }

  Tokenizer tokenizer() {
    return base.tokenizer();
  }

  /** Frees the weighting; the base is its owner's. */
  @Override
  public void close() {
    weighting.close();
  }

  ComputeDevice device() {
    return base.device();
  }
}
