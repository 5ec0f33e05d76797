package dev.freshet.signal.nab;

import java.util.List;

/**
 * One labelled series.
 *
 * @param name its path below {@code data/}
 * @param times seconds since 1970, one for each row
 * @param values one for each row
 * @param windows in order, apart from each other
 */
public record NabSeries(String name, long[] times, double[] values, List<NabWindow> windows) {
  private static final double PROBATION_SHARE = 0.15;
  private static final int PROBATION_MOST = 750;

  public NabSeries {
    windows = List.copyOf(windows);
    if (times.length != values.length) {
      throw new IllegalArgumentException(times.length + " times, " + values.length + " values");
    }
    int after = 0;
    for (NabWindow window : windows) {
      if (window.first() < after || window.last() >= values.length) {
        throw new IllegalArgumentException(window + " of " + values.length + " rows");
      }
      after = window.last() + 1;
    }
  }

  public int rows() {
    return values.length;
  }

  /** Rows at the start in which a detector may learn; nothing in them is scored. */
  public int probation() {
    return Math.min((int) (PROBATION_SHARE * rows()), PROBATION_MOST);
  }

  /** The windows that count: those that start after probation. */
  public List<NabWindow> scoredWindows() {
    return windows.stream().filter(window -> window.first() >= probation()).toList();
  }
}
