package dev.freshet.learner.step;

import dev.freshet.learner.tokenizer.EncodedText;

/**
 * A document and how much each of its tokens counts.
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

  /** Whether there is anything to learn: a token to predict whose weight is not 0. */
  public boolean hasWeight() {
    for (float weight : weights) {
      if (weight > 0) {
        return true;
      }
    }
    return false;
  }
}
