package dev.freshet.evaluator;

import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one topic of a lane at one lag whose event time lies in one stretch, gathered.
 *
 * @param lag the lag asked
 * @param start in milliseconds since 1970
 * @param end exclusive
 * @param newest the event time of the newest row; a lane's clock is that of its newest window
 */
record Window(
    String lane,
    String topic,
    long lag,
    long start,
    long end,
    long newest,
    Measures measures,
    LaterMeasures later) {

  /** The empty window that a row falls into. */
  static Window around(UptakeRow row, long lengthMillis) {
    long time = row.time().toEpochMilli();
    long start = Math.floorDiv(time, lengthMillis) * lengthMillis;
    return new Window(
        row.lane(),
        row.topic(),
        row.lagAsked(),
        start,
        start + lengthMillis,
        time,
        Measures.NONE,
        LaterMeasures.NONE);
  }

  Window plus(UptakeRow row) {
    long time = Math.max(newest, row.time().toEpochMilli());
    return new Window(lane, topic, lag, start, end, time, measures.plus(row), later.plus(row));
  }

  /** What no other window has: no lane has a slash, and neither has what comes last. */
  String key() {
    return lane + "/" + topic + "/" + lag + "/" + Instant.ofEpochMilli(start);
  }

  UptakeSummary summary(@Nullable ReferenceDamage reference) {
    return new UptakeSummary(
        topic,
        lane,
        lag,
        Instant.ofEpochMilli(start),
        Instant.ofEpochMilli(end),
        measures.rows(),
        measures.nllBase().meanOrNull(),
        measures.nllNow().meanOrNull(),
        measures.nllGain().meanOrNull(),
        measures.nllGainCi95(),
        measures.f1Base().meanOrNull(),
        measures.f1Now().meanOrNull(),
        measures.emBase().meanOrNull(),
        measures.emNow().meanOrNull(),
        LaterMeasures.mean(later.transfer()),
        LaterMeasures.mean(later.forgetting()),
        LaterMeasures.mean(later.backward()),
        LaterMeasures.mean(later.damage()),
        LaterMeasures.mean(later.overridden()),
        LaterMeasures.mean(later.reciprocalRank()),
        reference);
  }
}
