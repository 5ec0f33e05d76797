package dev.freshet.evaluator;

import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.UptakeRow.Course;

/**
 * A probe that is to be scored again at a later lag, as the store holds it.
 *
 * @param document the step of the probe's document
 * @param lag the next that is asked
 * @param first NLL at lag 0
 * @param best the lowest NLL so far
 */
record Retest(String lane, String probeId, Due document, long lag, double first, double best) {

  String key() {
    return Lane.probeKey(lane, probeId);
  }

  /** The step whose weights are wanted. */
  long step() {
    return document.step() + lag;
  }

  Course course(boolean untouched) {
    return new Course(first, best, untouched);
  }
}
