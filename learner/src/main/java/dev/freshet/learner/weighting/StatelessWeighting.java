package dev.freshet.learner.weighting;

/** A weighting that remembers nothing: each document for itself. */
public interface StatelessWeighting extends TokenWeighting {
  /** Weights of a document's tokens, as {@link TokenWeighting#weigh} has them. */
  float[] weigh(WeightingInput input);

  @Override
  default Weighed weigh(WeightingInput input, WeightingState state) {
    return new Weighed(weigh(input), state);
  }
}
