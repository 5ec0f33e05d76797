package dev.freshet.learner.gate;

/**
 * One way in which a document may be unusual. A pure function, in two halves: a number of the
 * document, and what its distance from the usual is worth.
 */
interface NoveltyScore {
  /** What the reference says of it. */
  ScoreDescription description();

  /** The number; not finite where the document has none. */
  double of(Glance glance);

  /**
   * How novel a document is by this score alone; scores add up.
   *
   * @param z the number in standard deviations above its mean
   */
  double novelty(double z);

  /** Whether the number depends on what the document is compared with. */
  default boolean isRelative() {
    return false;
  }

  /**
   * What a score may look at.
   *
   * @param distance squared Mahalanobis distance from the documents that it is compared with, per
   *     dimension; NaN where there are too few
   */
  record Glance(Reading reading, double distance) {}

  /**
   * What the reference says of a score.
   *
   * @param value of a document, in one sentence
   * @param novelty of a deviation, in one sentence
   * @param source the paper
   */
  record ScoreDescription(String name, String value, String novelty, String source) {}

  /** Counts only what lies farther below the usual than some deviations. */
  static double below(double z, double deviations) {
    return Math.max(0, -z - deviations);
  }
}
