package dev.freshet.learner.gate;

import java.util.Arrays;

/** The mean negative log-likelihood: text that the model does not expect. */
final class MeanLoss implements NoveltyScore {
  @Override
  public ScoreDescription description() {
    return new ScoreDescription(
        "loss",
        "mean NLL in nats per token",
        "z",
        "Hendrycks and Gimpel 2017, for language models");
  }

  @Override
  public double of(Glance glance) {
    return Arrays.stream(glance.reading().losses()).average().orElse(Double.NaN);
  }

  @Override
  public double novelty(double z) {
    return z;
  }
}
