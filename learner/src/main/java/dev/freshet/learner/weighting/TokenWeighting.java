package dev.freshet.learner.weighting;

import dev.freshet.learner.tokenizer.EncodedText;

/**
 * A rule that reads a document and says how much each of its tokens should count. Implementations
 * are pure: the same document gives the same weights.
 */
public interface TokenWeighting {
  /** The name by which settings choose it. */
  String name();

  /**
   * Weights of a document's tokens.
   *
   * @param text n tokens
   * @return n - 1 finite weights, 0 or more: the i-th belongs to the loss of token i + 1, since the
   *     first token is not predicted
   */
  float[] weigh(EncodedText text);
}
