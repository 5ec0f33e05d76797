package dev.freshet.learner.step;

import dev.freshet.learner.tokenizer.EncodedText;

/**
 * A document whose weights were decided elsewhere.
 *
 * @param weights one per target token: {@code text.length() - 1} of them
 */
public record WeighedDocument(EncodedText text, float[] weights) {
  public WeighedDocument {
    if (weights.length != Math.max(0, text.length() - 1)) {
      throw new IllegalArgumentException(
          weights.length + " weights for " + text.length() + " tokens");
    }
  }
}
