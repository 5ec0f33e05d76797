package dev.freshet.evaluator;

import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow.Before;
import dev.freshet.learner.scoring.Question;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A probe of a lane, as the store holds it.
 *
 * @param waitsFor what it is due for; null where it is not due, or was scored
 * @param before how it stood before its document came, where that was measured
 */
record RememberedProbe(String lane, Probe probe, @Nullable Due waitsFor, @Nullable Before before) {

  /**
   * A document's step, on whose weights a probe is to be scored.
   *
   * @param time the document's
   */
  record Due(long step, Instant time) {}

  String key() {
    return Lane.probeKey(lane, probe.id());
  }

  Question question() {
    return Questions.of(probe);
  }

  RememberedProbe waitingFor(@Nullable Due due) {
    return new RememberedProbe(lane, probe, due, before);
  }

  RememberedProbe standing(Before now) {
    return new RememberedProbe(lane, probe, waitsFor, now);
  }

  /** What it is due for, where it is. */
  Due due() {
    if (waitsFor == null) {
      throw new IllegalStateException("probe " + key() + " is not due");
    }
    return waitsFor;
  }
}
