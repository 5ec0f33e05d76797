package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.learner.weighting.WeightingInput;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.Scope;

/**
 * A text and its weights.
 *
 * @param name of the weighting
 * @param weights one per target token: {@code text.length() - 1} of them
 */
record WeighedText(String name, EncodedText text, float[] weights) {
  /** Shades of a heat map, from none to the heaviest. */
  static final int LEVELS = 10;

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

  double mean() {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum / Math.max(1, weights.length);
  }

  float most() {
    float most = 0;
    for (float weight : weights) {
      most = Math.max(most, weight);
    }
    return most;
  }

  /** 0 to {@link #LEVELS} - 1, in equal steps up to the heaviest token. */
  int level(int target) {
    float most = most();
    return most == 0 ? 0 : Math.min(LEVELS - 1, (int) (LEVELS * weights[target] / most));
  }
}
