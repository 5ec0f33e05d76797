package dev.freshet.learner.evaluation;

import dev.freshet.learner.scoring.ReferenceText;

/** Trials by their numbers alone. */
final class Made {
  private static final double[] NONE = {};

  private Made() {}

  /** One unit that is a cluster of its own. */
  static Trial trial(String unit, double rate, double[] base, double[] now, double kl) {
    return trial(unit, unit, rate, base, now, kl);
  }

  static Trial trial(
      String unit, String cluster, double rate, double[] base, double[] now, double kl) {
    return new Trial(
        rate,
        unit,
        cluster,
        new Answers(base, NONE, NONE, NONE),
        new Answers(now, NONE, NONE, NONE),
        now,
        new ReferenceText.Comparison(100, 4, 4 + kl, kl),
        1,
        rate,
        0,
        0.1);
  }
}
