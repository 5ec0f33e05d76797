package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.evaluator.report.HeatMap;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.learner.weighting.WeightingInput;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.Scope;
import java.util.Arrays;

/**
 * A text and its weights.
 *
 * @param name of the weighting
 * @param weights one per target token: {@code text.length() - 1} of them
 */
record WeighedText(String name, EncodedText text, float[] weights) {
  /** As a fresh stream's first document. */
  static WeighedText of(LanguageModel model, String name, String text) {
    EncodedText encoded = model.tokenizer().encode(text);
    try (ChosenWeighting chosen = TokenWeightings.open(name, model)) {
      TokenWeighting weighting = chosen.weighting();
      return new WeighedText(
          name, encoded, weigh(model, weighting, weighting.initial(), encoded).weights());
    }
  }

  /** What a weighting makes of a text, the model being as in its files. */
  static Weighed weigh(
      LanguageModel model, TokenWeighting weighting, WeightingState state, EncodedText text) {
    TextIds.requireKnown(model, text.ids());
    try (Scope scope = Scope.on(model.device())) {
      Weighed weighed =
          weighting.weigh(WeightingInput.of(model.decoder(), model.parameters(), text), state);
      String defect = weighed.defect(Math.max(0, text.length() - 1));
      if (defect != null) {
        throw new FreshetException(
            ExitCode.ARTEFACT, defect, weighting.name(), "train the weighting or the model again");
      }
      return weighed;
    }
  }

  /** The characters of a target token. */
  String token(int target) {
    return text.text().substring(text.starts()[target + 1], text.ends()[target + 1]);
  }

  /** The same for a page or a terminal. */
  HeatMap heatMap() {
    return new HeatMap(
        name,
        text.text(),
        Arrays.copyOfRange(text.starts(), 1, weights.length + 1),
        Arrays.copyOfRange(text.ends(), 1, weights.length + 1),
        weights);
  }
}
