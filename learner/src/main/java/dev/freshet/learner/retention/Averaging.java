package dev.freshet.learner.retention;

import dev.freshet.tensor.TensorTree;

/**
 * An exponential moving average of the weights: a' = d a + (1 - d) w after a step on one document.
 * A step on k documents counts as k of them, d to the power of k: the scaling rule by which the
 * average is the same function of the stream whatever the batch (Busbridge et al. 2023).
 *
 * @param halfLife documents over which it forgets half, above 0: d = 2^(-1 / halfLife)
 */
public record Averaging(double halfLife) {
  public Averaging {
    if (!(halfLife > 0)) {
      throw new IllegalArgumentException("the half-life is above 0");
    }
  }

  /** What is left of the average after a step on so many documents. */
  double decay(int documents) {
    return Math.pow(2, -documents / halfLife);
  }

  /** The average after a step, in the current scope. */
  TensorTree next(TensorTree average, TensorTree weights, int documents) {
    double decay = decay(documents);
    return average.scaled(decay).plusScaled(weights, 1 - decay);
  }
}
