package dev.freshet.adapter.signals;

import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.SignalReport;
import dev.freshet.signal.forecast.ForecastNetwork;
import dev.freshet.signal.watch.ChannelReport;
import dev.freshet.signal.watch.SeriesReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a watch says, as records. What is computed is written to six digits; what was read, as it
 * is.
 *
 * @param horizon windows ahead that are written of a forecast
 */
record Reports(int horizon) {
  private static final int ID_DIGITS = 16;

  SignalReport of(SeriesKey series, String topic, SeriesReport report) {
    Map<String, SignalReport.Channel> channels = new LinkedHashMap<>();
    report.channels().forEach((name, channel) -> channels.put(name, of(channel)));
    return new SignalReport(
        series.lane(),
        series.series(),
        topic,
        Instant.ofEpochMilli(report.millis()),
        report.missed(),
        channels,
        ForecastNetwork.LEVELS,
        SixDigits.of(report.evidence()),
        report.shift(),
        report.moved());
  }

  private SignalReport.Channel of(ChannelReport channel) {
    return new SignalReport.Channel(
        channel.value(),
        channel.said().length == 0 ? null : rounded(channel.said()),
        Double.isFinite(channel.residual()) ? SixDigits.of(channel.residual()) : null,
        SixDigits.of(channel.score()),
        channel.alarm(),
        ahead(channel.ahead()));
  }

  private @Nullable List<List<Double>> ahead(double[][] quantiles) {
    if (quantiles.length == 0 || horizon == 0) {
      return null;
    }
    List<List<Double>> ahead = new ArrayList<>();
    for (int h = 0; h < Math.min(horizon, quantiles.length); h++) {
      ahead.add(rounded(quantiles[h]));
    }
    return ahead;
  }

  /**
   * The alarm of a report: of the channels that moved, or else of those in which an event begins.
   */
  Control.Alarm alarm(SeriesKey series, String topic, SeriesReport report) {
    Instant time = Instant.ofEpochMilli(report.millis());
    return new Control.Alarm(
        id(series, time),
        time,
        series.series(),
        topic,
        SixDigits.of(report.score()),
        report.shift() ? report.moved() : report.alarmed());
  }

  /** One for each series and window, so that what is written twice is dropped at the door. */
  static String id(SeriesKey series, Instant time) {
    String digest = Digests.sha256(series.text().getBytes(StandardCharsets.UTF_8));
    return "signal-" + digest.substring(0, ID_DIGITS) + "-" + time.toEpochMilli();
  }

  private static List<Double> rounded(double[] numbers) {
    return Arrays.stream(numbers).map(SixDigits::of).boxed().toList();
  }
}
