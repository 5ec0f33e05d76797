package dev.freshet.signal.nab;

/**
 * A series and what a detector said of it.
 *
 * @param scores one for each row, 0 to 1
 */
public record ScoredSeries(NabSeries series, double[] scores) {

  public ScoredSeries {
    if (scores.length != series.rows()) {
      throw new IllegalArgumentException(scores.length + " scores, " + series.rows() + " rows");
    }
    for (double score : scores) {
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("a score of " + score + " in " + series.name());
      }
    }
  }
}
