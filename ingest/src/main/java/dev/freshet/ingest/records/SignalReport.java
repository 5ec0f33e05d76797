package dev.freshet.ingest.records;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a series at one window of event time: a record of {@code freshet.signal.reports}.
 *
 * @param topic of the documents that it foretells
 * @param time that the window stands for
 * @param missed windows before it that had no point
 * @param channels by name; those that the window has
 * @param levels of the quantiles
 * @param evidence for a shift, over what raises one: 1 and more does
 * @param shift whether a shift is raised here
 * @param moved the channels that moved, the clearest first; empty unless a shift is raised
 */
public record SignalReport(
    String lane,
    String series,
    String topic,
    Instant time,
    long missed,
    Map<String, Channel> channels,
    List<Double> levels,
    double evidence,
    boolean shift,
    List<String> moved) {

  /**
   * One channel.
   *
   * @param value the mean of the window's points
   * @param expected the quantiles that were forecast for it; null where none were
   * @param residual the value less the median forecast, or the value before; null for the first
   * @param score how unusual it is, 0 to 1
   * @param anomaly whether an event begins
   * @param forecast quantiles of each window to come, as many as settings ask; null where it cannot
   *     say
   */
  public record Channel(
      double value,
      @Nullable List<Double> expected,
      @Nullable Double residual,
      double score,
      boolean anomaly,
      @Nullable List<List<Double>> forecast) {
    public Channel {
      Require.measured(value, "value");
      Require.measured(residual, "residual");
      Require.measured(score, "score");
    }
  }

  public SignalReport {
    lane = Lane.require(lane);
    series = Require.name(series, "series");
    topic = Require.name(topic, "topic");
    time = Require.present(time, "time");
    Require.counted(missed, "missed");
    channels = Collections.unmodifiableMap(new LinkedHashMap<>(channels));
    levels = List.copyOf(levels);
    Require.measured(evidence, "evidence");
    moved = List.copyOf(moved);
  }
}
