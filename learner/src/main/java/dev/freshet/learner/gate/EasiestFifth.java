package dev.freshet.learner.gate;

import java.util.Arrays;

/**
 * The mean NLL of the fifth of the tokens that were easiest to predict: in any fluent text some
 * tokens are nearly certain, in shuffled text and foreign tongues fewer.
 */
final class EasiestFifth implements NoveltyScore {
  @Override
  public ScoreDescription description() {
    return new ScoreDescription(
        "easiest", "mean NLL of the easiest fifth of the tokens", "0.3 z", "per-token statistics");
  }

  @Override
  public double of(Glance glance) {
    double[] sorted = glance.reading().losses().clone();
    Arrays.sort(sorted);
    int fifth = Math.max(1, sorted.length / 5);
    return Arrays.stream(sorted).limit(fifth).average().orElse(Double.NaN);
  }

  @Override
  public double novelty(double z) {
    return 0.3 * z;
  }
}
