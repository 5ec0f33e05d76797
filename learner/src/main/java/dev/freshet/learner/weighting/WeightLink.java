package dev.freshet.learner.weighting;

import dev.freshet.tensor.Tensor;

/** How a network's scores become weights of 0 or more. */
enum WeightLink {
  /** log(1 + e^z): no upper bound, and scale is free (Hu et al. 2023). */
  SOFTPLUS(Math.log(Math.E - 1)) {
    @Override
    Tensor weights(Tensor scores) {
      return scores.softplus();
    }
  },
  /**
   * sigmoid(z) over its mean in the document, so that the loss is sum(w l) / sum(w), free of scale;
   * it starts at .98 before the division (Seo et al. 2024).
   */
  SIGMOID_MEAN_ONE(4) {
    @Override
    Tensor weights(Tensor scores) {
      Tensor sigmoid = scores.sigmoid();
      return sigmoid.dividedBy(sigmoid.mean());
    }
  };

  /** The score at which every weight is 1. */
  final double start;

  WeightLink(double start) {
    this.start = start;
  }

  /** From scores of all target tokens of a document, {@code [n - 1]}. */
  abstract Tensor weights(Tensor scores);
}
