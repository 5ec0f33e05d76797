package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archived;

/**
 * One view of a series: how far out the newest point lies in it, as -log10 of the share of earlier
 * points that lay at least so far out. Views of different scale can be averaged that way.
 */
interface Surprise extends Archived {
  /** The most that a view says: one point in 10^12. */
  double MOST = 12;

  /**
   * The surprise of a point, 0 to {@link #MOST}; NaN while too little is known.
   *
   * @param second when it was read, seconds since 1970
   * @param value finite
   */
  double of(long second, double value);
}
