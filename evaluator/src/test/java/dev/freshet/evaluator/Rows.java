package dev.freshet.evaluator;

import dev.freshet.ingest.records.UptakeRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Uptake rows as a test wants them. */
final class Rows {
  static final Instant TIME = Instant.parse("2026-01-31T12:30:00Z");

  private Rows() {}

  static UptakeRow row(String lane, String topic, String probe, Instant time, double gain) {
    return row(lane, topic, probe, time, 0, gain, 0.0, 0.0, "x", "x");
  }

  static UptakeRow row(
      String lane,
      String topic,
      String probe,
      Instant time,
      long lag,
      double gain,
      @Nullable Double f1,
      @Nullable Double em,
      String answerBase,
      String answerNow) {
    return new UptakeRow(
        probe,
        "d",
        lane,
        topic,
        "Which?",
        "this",
        5,
        lag,
        5 + lag,
        5 + lag,
        lag,
        4,
        4 - gain,
        gain,
        2,
        0.0,
        f1,
        0.0,
        em,
        answerBase,
        answerNow,
        null,
        null,
        null,
        null,
        time);
  }
}
