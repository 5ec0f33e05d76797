package dev.freshet.evaluator;

import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeRow.Course;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Retention: after each row its probe waits for the next lag of the schedule. What cannot be scored
 * in time is scored late, and says so; a lag whose successor has come as well is passed over.
 */
final class LaterLags {
  private final LagSchedule schedule;
  private final Retests retests;
  private final RememberedProbes probes;
  private final TouchedTopics touched;
  private final EvaluatorMetrics metrics;

  LaterLags(
      LagSchedule schedule,
      Retests retests,
      RememberedProbes probes,
      TouchedTopics touched,
      EvaluatorMetrics metrics) {
    this.schedule = schedule;
    this.retests = retests;
    this.probes = probes;
    this.touched = touched;
    this.metrics = metrics;
  }

  /** Takes out what is due at a lane's step, at most so many. */
  List<Asking> due(String lane, long step, int most) {
    List<Asking> due = new ArrayList<>();
    for (Retest retest : retests.due(lane, step, most)) {
      retests.remove(retest.key());
      @Nullable RememberedProbe probe = probes.get(retest.key());
      if (probe != null) {
        due.add(asking(retest, probe, step));
      }
    }
    return due;
  }

  private Asking asking(Retest retest, RememberedProbe probe, long step) {
    long lag = schedule.reached(retest.lag(), step - retest.document().step());
    if (lag > retest.lag()) {
      metrics.missed();
    }
    boolean untouched =
        touched.untouchedSince(retest.lane(), probe.probe().topic(), retest.document().step());
    return new Asking(probe, retest.document(), lag, retest.course(untouched));
  }

  /** Lets a row's probe wait for the lag after it, and those that it supersedes for none. */
  void follow(UptakeRow row) {
    String key = Lane.probeKey(row.lane(), row.probeId());
    @Nullable Course course = row.course();
    Optional<Long> next = schedule.after(Math.max(row.lagAsked(), row.lag()));
    if (next.isPresent()) {
      double first = course == null ? row.nllNow() : course.nllFirst();
      double best = course == null ? row.nllNow() : Math.min(course.nllBest(), row.nllNow());
      Due document = new Due(row.documentStep(), row.time());
      drop(retests.put(new Retest(row.lane(), row.probeId(), document, next.get(), first, best)));
    }
    @Nullable RememberedProbe probe = course == null ? probes.get(key) : null;
    if (probe != null) {
      probes.supersededBy(probe).forEach(this::forget);
    }
  }

  /** Lets a probe wait for nothing more. */
  void forget(RememberedProbe probe) {
    retests.remove(probe.key());
  }

  private void drop(int count) {
    for (int i = 0; i < count; i++) {
      metrics.dropped();
    }
  }
}
