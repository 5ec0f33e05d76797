package dev.freshet.learner.gate;

import java.util.Arrays;

/**
 * The mean log-sum-exp of the logits, the negative energy: low where the model has met nothing of
 * the kind.
 */
final class Energy implements NoveltyScore {
  @Override
  public ScoreDescription description() {
    return new ScoreDescription(
        "energy", "mean log-sum-exp of the logits (negative energy)", "-0.3 z", "Liu et al. 2020");
  }

  @Override
  public double of(Glance glance) {
    return Arrays.stream(glance.reading().energies()).average().orElse(Double.NaN);
  }

  @Override
  public double novelty(double z) {
    return -0.3 * z;
  }
}
