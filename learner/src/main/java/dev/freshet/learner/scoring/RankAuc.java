package dev.freshet.learner.scoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The area under the receiver operating characteristic: how likely a positive stands above a
 * negative, a tie counting one half. Computed from ranks (Mann and Whitney 1947).
 */
public final class RankAuc {
  private RankAuc() {}

  /**
   * The area.
   *
   * @param scores finite
   * @param positive of each score
   * @return 0 to 1; NaN where one of the two kinds is missing
   */
  public static double of(double[] scores, boolean[] positive) {
    if (scores.length != positive.length) {
      throw new IllegalArgumentException(scores.length + " scores, " + positive.length + " marks");
    }
    double[] ranks = ranks(scores);
    double sum = 0;
    long positives = 0;
    for (int i = 0; i < scores.length; i++) {
      if (positive[i]) {
        sum += ranks[i];
        positives++;
      }
    }
    long negatives = scores.length - positives;
    return (sum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  /** Ranks from 1; equal scores share the mean of theirs. */
  private static double[] ranks(double[] scores) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[scores.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        to++;
      }
      double mean = (from + 1 + to) / 2.0;
      for (int at : Arrays.copyOfRange(order, from, to)) {
        ranks[at] = mean;
      }
      from = to;
    }
    return ranks;
  }
}
