package dev.freshet.learner.weighting;

import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;

/**
 * A weighting that is a network: its parameters are what meta-training learns. Pure; holds no
 * tensors.
 */
public interface WeightingNetwork {
  /** The name by which settings choose it. */
  String name();

  /** Fresh parameters, in the current scope. Every weight that they give is the same. */
  TensorTree initialise(long seed);

  /**
   * Weights {@code [n - 1]} of a document's n tokens, 0 or more, in the current scope: the i-th
   * belongs to the loss of token i + 1. Recorded when the parameters are the leaves of a recording.
   */
  Tensor weigh(TensorTree parameters, NetworkInput input);
}
