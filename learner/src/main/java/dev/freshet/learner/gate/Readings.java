package dev.freshet.learner.gate;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;

/** Readings outside of a step, by a forward pass of their own. */
public final class Readings {
  private Readings() {}

  /**
   * A document of at least two tokens as a model reads it.
   *
   * <p>Call it in a scope of the model's device.
   */
  public static Reading of(Decoder decoder, TensorTree parameters, EncodedText text) {
    ReadingParts parts = new ReadingParts();
    for (int[] window : TokenWindows.predictingAll(text.ids(), decoder.config().context())) {
      try (Scope scope = Scope.nested()) {
        Tensor ids = Tensor.of(window, 1, window.length);
        Tensor hidden = decoder.hidden(parameters, ids.slice(1, 0, window.length - 1));
        Tensor losses = TokenLoss.of(decoder, parameters, hidden, ids);
        parts.add(decoder, parameters, losses, hidden, ids.slice(1, 1, window.length));
      }
    }
    return parts.reading(text.text());
  }
}
