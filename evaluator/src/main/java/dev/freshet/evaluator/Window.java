package dev.freshet.evaluator;

import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import java.time.Instant;

/**
 * The rows of one topic of a lane whose event time lies in one stretch, gathered.
 *
 * @param start in milliseconds since 1970
 * @param end exclusive
 * @param newest the event time of the newest row; a lane's clock is that of its newest window
 */
record Window(String lane, String topic, long start, long end, long newest, Measures measures) {

  /** The empty window that a row falls into. */
  static Window around(UptakeRow row, long lengthMillis) {
    long time = row.time().toEpochMilli();
    long start = Math.floorDiv(time, lengthMillis) * lengthMillis;
    return new Window(row.lane(), row.topic(), start, start + lengthMillis, time, Measures.NONE);
  }

  Window plus(UptakeRow row) {
    long time = Math.max(newest, row.time().toEpochMilli());
    return new Window(lane, topic, start, end, time, measures.plus(row));
  }

  /** What no other window has: no lane has a slash, and the start comes last. */
  String key() {
    return lane + "/" + topic + "/" + Instant.ofEpochMilli(start);
  }

  UptakeSummary summary() {
    return new UptakeSummary(
        topic,
        lane,
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
        measures.emNow().meanOrNull());
  }
}
