package dev.freshet.evaluator;

import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.UptakeRow.Course;
import org.jspecify.annotations.Nullable;

/**
 * A probe that is to be scored now.
 *
 * @param document the step of its document
 * @param lag that is asked, in steps since
 * @param course what it came to at earlier lags; null at the first
 */
record Asking(RememberedProbe probe, Due document, long lag, @Nullable Course course) {

  /** A probe that is due for its document. */
  static Asking first(RememberedProbe probe) {
    return new Asking(probe, probe.due(), 0, null);
  }

  /** The step whose weights are wanted. */
  long step() {
    return document.step() + lag;
  }
}
