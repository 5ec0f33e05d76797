package dev.freshet.learner.gate;

import dev.freshet.learner.gate.NoveltyScore.Glance;
import dev.freshet.learner.gate.NoveltyScore.ScoreDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All scores. A new one is a file, a line here and a row in the reference; a lane's gate then
 * begins anew.
 */
final class NoveltyScores {
  private static final List<NoveltyScore> ALL =
      List.of(
          new MeanLoss(),
          new EasiestFifth(),
          new Energy(),
          new Distance(),
          new Repetition(),
          new Compressibility(),
          new CharactersPerToken());

  /** No deviation counts for more: one number that is far out says all it can. */
  static final double FARTHEST = 30;

  private NoveltyScores() {}

  static int count() {
    return ALL.size();
  }

  static List<ScoreDescription> descriptions() {
    return ALL.stream().map(NoveltyScore::description).toList();
  }

  /** The numbers of a document, whatever it is compared with; NaN for those that depend on that. */
  static double[] values(Reading reading) {
    Glance glance = new Glance(reading, Double.NaN);
    return ALL.stream().mapToDouble(score -> score.of(glance)).toArray();
  }

  /** The numbers, those that depend on the distance put in. */
  static double[] at(double distance, Reading reading, double[] values) {
    double[] complete = values.clone();
    Glance glance = new Glance(reading, distance);
    for (int j = 0; j < complete.length; j++) {
      if (ALL.get(j).isRelative()) {
        complete[j] = ALL.get(j).of(glance);
      }
    }
    return complete;
  }

  /** Whether a document has every number that does not depend on a distance. */
  static boolean areFinite(double[] values) {
    for (int j = 0; j < values.length; j++) {
      if (!ALL.get(j).isRelative() && !Double.isFinite(values[j])) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the scores of a deviation; a score without a deviation counts nothing. */
  static double novelty(double[] deviations) {
    double sum = 0;
    for (int j = 0; j < deviations.length; j++) {
      double z = Math.max(-FARTHEST, Math.min(FARTHEST, deviations[j]));
      sum += Double.isNaN(z) ? 0 : ALL.get(j).novelty(z);
    }
    return sum;
  }

  /** Deviations by the names of their scores, those that there are. */
  static Map<String, Double> named(double[] deviations) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int j = 0; j < deviations.length; j++) {
      if (Double.isFinite(deviations[j])) {
        named.put(ALL.get(j).description().name(), deviations[j]);
      }
    }
    return named;
  }
}
