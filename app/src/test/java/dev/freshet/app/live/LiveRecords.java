package dev.freshet.app.live;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Quarantined;
import dev.freshet.ingest.records.SignalReport;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeRow.Course;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
        null,
        List.of());
  }

  /** A window of a signal with a forecast; a channel that is unusual where it says so. */
  static SignalReport watched(String series, int window, boolean anomaly, boolean shift) {
    double value = 40 + 10 * Math.sin(window / 4.0) + (shift || anomaly ? 15 : 0);
    List<Double> expected = window < 20 ? null : List.of(value - 3, value - 1, value + 4);
    return new SignalReport(
        "main",
        series,
        "rivers",
        TIME.plusSeconds(300L * window),
        0,
        Map.of("rate", new SignalReport.Channel(value, expected, 1.0, 0.5, anomaly, null)),
        List.of(0.1, 0.5, 0.9),
        shift ? 1.2 : 0.1,
        shift,
        shift ? List.of("rate") : List.of());
  }

  static Quarantined held(int number, String text) {
    return new Quarantined(
        "strange-" + number,
        "main",
        "topic " + number,
        number,
        number,
        TIME,
        0.99,
        Map.of("mean-loss", 6.25, "distance", 3.5, "energy", -4.0, "repetition", 0.1),
        "rivers",
        text);
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
