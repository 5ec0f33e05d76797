package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archived;

/**
 * One series under watch. A detector is a pure function of the points that it was given: it reads
 * no clock and draws no random number. Its memory has a bound that does not grow with the series.
 *
 * <p>Not safe for use by several threads.
 */
public interface Detector extends Archived {
  /**
   * Says how unusual a point is, by it and earlier points alone.
   *
   * @param second when it was read, seconds since 1970; at or after the time of the point before
   * @param value finite
   */
  Anomaly next(long second, double value);
}
