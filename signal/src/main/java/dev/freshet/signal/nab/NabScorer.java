package dev.freshet.signal.nab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * NAB's score of a corpus. One threshold holds for all series; of the detections in a window only
 * the most valuable one counts, and every row above the threshold outside all windows is a false
 * alarm.
 *
 * <p>Rows are sorted once by their score; lowering the threshold past a row then updates two sums,
 * so all thresholds together cost O(n log n).
 */
public final class NabScorer {
  private static final int OUTSIDE = -1;

  /** A threshold that no row reaches. */
  private static final double NO_ALARM = Math.nextUp(1.0);

  private final List<Row> rows = new ArrayList<>();
  private final int windows;

  private record Row(double score, double value, int window) {}

  private NabScorer(List<ScoredSeries> corpus) {
    int windowsSoFar = 0;
    for (ScoredSeries scored : corpus) {
      List<NabWindow> own = scored.series().scoredWindows();
      addRows(scored, own, windowsSoFar);
      windowsSoFar += own.size();
    }
    rows.sort(Comparator.comparingDouble(Row::score).reversed());
    windows = windowsSoFar;
  }

  public static NabScorer of(List<ScoredSeries> corpus) {
    return new NabScorer(corpus);
  }

  private void addRows(ScoredSeries scored, List<NabWindow> own, int windowsBefore) {
    NabSeries series = scored.series();
    double[] values = DetectionValues.of(series.rows(), own);
    int next = 0;
    for (int row = series.probation(); row < series.rows(); row++) {
      if (next < own.size() && row > own.get(next).last()) {
        next++;
      }
      boolean inside = next < own.size() && row >= own.get(next).first();
      rows.add(new Row(scored.alarms()[row], values[row], inside ? windowsBefore + next : OUTSIDE));
    }
  }

  /** The score at a threshold that was chosen beforehand. */
  public NabScore at(NabProfile profile, double threshold) {
    Tally tally = new Tally();
    for (Row row : rows) {
      if (row.score < threshold) {
        break;
      }
      tally.add(row);
    }
    return tally.score(profile, threshold);
  }

  /**
   * The score at the best of all thresholds, as NAB reports it: the best is found on the labels
   * themselves.
   */
  public NabScore best(NabProfile profile) {
    Tally tally = new Tally();
    NabScore best = tally.score(profile, NO_ALARM);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      tally.add(row);
      boolean lastOfItsScore = i + 1 == rows.size() || rows.get(i + 1).score < row.score;
      if (lastOfItsScore && tally.raw(profile) > best.raw()) {
        best = tally.score(profile, row.score);
      }
    }
    return best;
  }

  /** What the rows above a threshold sum to. */
  private final class Tally {
    private final double[] bestOfWindow = new double[windows];
    private double detectedValue;
    private int detected;
    private double falseAlarmValue;
    private long falseAlarms;

    void add(Row row) {
      if (row.window == OUTSIDE) {
        falseAlarmValue += row.value;
        falseAlarms++;
        return;
      }
      double before = bestOfWindow[row.window];
      if (before == 0) {
        detected++;
      }
      if (row.value > before) {
        bestOfWindow[row.window] = row.value;
        detectedValue += row.value - before;
      }
    }

    double raw(NabProfile profile) {
      return profile.raw(detectedValue, windows - detected, falseAlarmValue);
    }

    NabScore score(NabProfile profile, double threshold) {
      double raw = raw(profile);
      return new NabScore(
          profile.normalised(raw, windows), raw, threshold, windows, detected, falseAlarms);
    }
  }
}
