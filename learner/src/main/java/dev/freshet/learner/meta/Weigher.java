package dev.freshet.learner.meta;

import dev.freshet.learner.weighting.NetworkInput;

/** How much each target token of a document counts in the step on it. */
@FunctionalInterface
public interface Weigher {
  /** Finite weights of all tokens but the first. */
  double[] weigh(NetworkInput input);
}
