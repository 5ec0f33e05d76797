package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;

/** Token ids of a text for a model, checked against its embedding. */
final class TextIds {
  private TextIds() {}

  static int[] encode(LanguageModel model, String text) {
    int[] ids = model.tokenizer().encode(text).ids();
    requireKnown(model, ids);
    return ids;
  }

  /** Refuses ids that the model's embedding lacks. */
  static void requireKnown(LanguageModel model, int[] ids) {
    int vocabulary = model.config().vocabulary();
    for (int id : ids) {
      if (id >= vocabulary) {
        throw new FreshetException(
            ExitCode.ARTEFACT,
            "the tokenizer gives token " + id + ", and the model knows " + vocabulary,
            model.directory().toString(),
            "take tokenizer.json and config.json from the same model");
      }
    }
  }
}
