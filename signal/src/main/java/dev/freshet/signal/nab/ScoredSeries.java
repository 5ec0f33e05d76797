package dev.freshet.signal.nab;

/**
 * A series and what a detector said of it.
 *
 * @param scores how unusual each row is, 0 to 1
 * @param alarms what thresholds are held against, one for each row, 0 to 1
 */
public record ScoredSeries(NabSeries series, double[] scores, double[] alarms) {

  public ScoredSeries {
    check(series, scores);
    check(series, alarms);
  }

  /** Where every row is as much of an alarm as it is unusual. */
  ScoredSeries(NabSeries series, double[] scores) {
    this(series, scores, scores);
  }

  private static void check(NabSeries series, double[] numbers) {
    if (numbers.length != series.rows()) {
      throw new IllegalArgumentException(numbers.length + " scores, " + series.rows() + " rows");
    }
    for (double number : numbers) {
      if (!(number >= 0 && number <= 1)) {
        throw new IllegalArgumentException("a score of " + number + " in " + series.name());
      }
    }
  }
}
