package dev.freshet.app.live;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeRow.Course;
import java.time.Instant;
import java.util.List;

/** Records as a pipeline writes them. */
final class LiveRecords {
  static final Instant TIME = Instant.parse("2026-01-31T12:30:00Z");

  private LiveRecords() {}

  static Adaptation adaptation(int number, Decision decision) {
    return new Adaptation(
        "document-" + number,
        "main",
        "topic " + number % 12,
        decision,
        decision == Decision.REJECTED ? "the gradient norm is 12000, above 1000" : null,
        number,
        number,
        true,
        150,
        TIME,
        4.5 - Math.min(1, number / 200.0) + 0.3 * Math.sin(number),
        null,
        List.of(),
        1.0,
        0.1,
        1.0,
        120,
        "uniform",
        null);
  }

  static UptakeRow row(int number, String topic, long lag) {
    double now = 4 - 0.3 - 0.2 * Math.sin(number / 9.0) + lag / 400.0;
    return new UptakeRow(
        "probe-" + number,
        "document-" + number,
        "main",
        topic,
        "Where does river " + number + " rise?",
        "in Bohemia",
        number,
        lag,
        number + lag,
        number + lag,
        lag,
        4,
        now,
        4 - now,
        3,
        0.0,
        number % 7 == 0 ? 1.0 : 0.0,
        0.0,
        number % 7 == 0 ? 1.0 : 0.0,
        "in the sea",
        number % 7 == 0 ? "in Bohemia" : "in the mountains",
        null,
        lag == 0 ? null : new Course(3.7, 3.6, number % 2 == 0),
        null,
        null,
        TIME);
  }
}
