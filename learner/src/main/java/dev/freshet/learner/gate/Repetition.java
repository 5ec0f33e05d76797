package dev.freshet.learner.gate;

import java.util.HashSet;
import java.util.Set;

/** The share of distinct runs of eight characters: low where a text says the same again. */
final class Repetition implements NoveltyScore {
  private static final int RUN = 8;

  /** A longer text is judged by its beginning. */
  private static final int READ = 16_384;

  @Override
  public ScoreDescription description() {
    return new ScoreDescription(
        "repetition",
        "share of distinct runs of 8 characters",
        "max(0, -z - 2)",
        "distinct-n of Li et al. 2016, over characters");
  }

  @Override
  public double of(Glance glance) {
    String text = glance.reading().text();
    int runs = Math.min(text.length(), READ) - RUN + 1;
    Set<String> distinct = new HashSet<>();
    for (int at = 0; at < runs; at++) {
      distinct.add(text.substring(at, at + RUN));
    }
    return runs <= 0 ? 1 : (double) distinct.size() / runs;
  }

  @Override
  public double novelty(double z) {
    return NoveltyScore.below(z, 2);
  }
}
