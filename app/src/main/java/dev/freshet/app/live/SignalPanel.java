package dev.freshet.app.live;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.freshet.ingest.records.SignalReport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest windows of one channel of a signal. */
final class SignalPanel {
  /** Windows that a page shows. */
  static final int WINDOWS = 120;

  private static final MathContext SHOWN_DIGITS = new MathContext(6);

  /**
   * A window; an array in JSON, since there are many.
   *
   * @param time in milliseconds since 1970
   * @param low the lowest quantile that was forecast for it, {@code high} the highest; null where
   *     none was
   * @param shift whether a shift of the series was raised there
   */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  record Window(
      long time,
      double value,
      @Nullable Double low,
      @Nullable Double high,
      boolean anomaly,
      boolean shift) {}

  /**
   * What a page gets.
   *
   * @param band the share of values that are forecast to lie between low and high; null without
   *     forecasts
   */
  record View(
      String lane,
      String series,
      String channel,
      String topic,
      @Nullable Double band,
      List<Window> windows) {}

  private final SignalPanels.Name name;
  private final Deque<Window> windows = new ArrayDeque<>();
  private String topic = "";
  private @Nullable Double band;
  private long alarmedAt;

  SignalPanel(SignalPanels.Name name) {
    this.name = name;
  }

  /**
   * Takes a window in.
   *
   * @param alarm its number among all alarms; 0 where it is none
   */
  void add(SignalReport report, SignalReport.Channel read, long alarm) {
    @Nullable List<Double> expected = read.expected();
    int last = expected == null ? -1 : expected.size() - 1;
    windows.addLast(
        new Window(
            report.time().toEpochMilli(),
            rounded(read.value()),
            outer(expected, 0),
            outer(expected, last),
            read.anomaly(),
            report.shift()));
    if (windows.size() > WINDOWS) {
      windows.removeFirst();
    }
    topic = report.topic();
    List<Double> levels = report.levels();
    band = levels.isEmpty() ? null : rounded(levels.get(levels.size() - 1) - levels.get(0));
    alarmedAt = Math.max(alarmedAt, alarm);
  }

  /** The number of its last alarm; 0 where it had none. */
  long alarmedAt() {
    return alarmedAt;
  }

  View view() {
    return new View(
        name.lane(), name.series(), name.channel(), topic, band, new ArrayList<>(windows));
  }

  private static @Nullable Double outer(@Nullable List<Double> expected, int place) {
    return expected == null || expected.isEmpty() ? null : rounded(expected.get(place));
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(SHOWN_DIGITS).doubleValue();
  }
}
