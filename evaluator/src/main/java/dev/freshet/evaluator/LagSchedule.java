package dev.freshet.evaluator;

import java.util.List;
import java.util.Optional;

/**
 * The lags at which a probe is scored, in steps of its lane since its document's: 0 and then
 * rising.
 */
record LagSchedule(List<Long> lags) {
  LagSchedule {
    lags = List.copyOf(lags);
  }

  /** The first lag that lies ahead when so many steps have gone; empty behind the last. */
  Optional<Long> after(long gone) {
    return lags.stream().filter(lag -> lag > gone).findFirst();
  }

  /**
   * The lag that is measured now where one is due: the last that is reached. An earlier one that
   * was missed would be no measurement of it.
   *
   * @param due the lag that was waited for
   * @param gone steps since the document's
   */
  long reached(long due, long gone) {
    return lags.stream().filter(lag -> lag > due && lag <= gone).reduce(due, (a, b) -> b);
  }
}
