package dev.freshet.learner.weighting;

/**
 * A rule that reads a document and says how much each of its tokens should count. A pure function:
 * the same input and state give the same weights and the same next state; all that a rule remembers
 * of the stream is in the state, which is part of the fold.
 *
 * <p>Safe for use by several threads.
 */
public interface TokenWeighting extends AutoCloseable {
  /** What the reference says of it. */
  WeightingDescription description();

  /** The name by which settings choose it. */
  default String name() {
    return description().name();
  }

  /** The state before the first document. */
  default WeightingState initial() {
    return WeightingState.EMPTY;
  }

  /**
   * Weights of a document's tokens. Called within a scope, recording or not.
   *
   * @return n - 1 finite weights, 0 or more: the i-th belongs to the loss of token i + 1, since the
   *     first token is not predicted
   */
  Weighed weigh(WeightingInput input, WeightingState state);

  /** Frees what it loaded. */
  @Override
  default void close() {}
}
