package dev.freshet.signal.watch;

import dev.freshet.signal.anomaly.Anomaly;
import dev.freshet.signal.anomaly.Detector;
import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;
import dev.freshet.signal.forecast.OnlineForecast;
import dev.freshet.signal.shift.ShiftMonitor;
import org.jspecify.annotations.Nullable;

/** One channel of a series under watch: detector, forecast, and what they are held against. */
public final class ChannelWatch implements Archived {
  /** Beyond it forecasts and means could overflow; the detector sees the value as it is. */
  private static final double LARGEST = 1e100;

  private final double threshold;
  private final Detector detector;
  private final @Nullable OnlineForecast forecast;
  private final ShiftMonitor shift = new ShiftMonitor();
  private double last = Double.NaN;
  private long lastIndex;

  ChannelWatch(WatchOptions options) {
    this.threshold = options.detector().threshold();
    this.detector = options.detector().start();
    this.forecast = options.forecaster() == null ? null : new OnlineForecast(options.forecaster());
  }

  /** Reads the mean of the next window that has one, which is finite. */
  ChannelReport read(EventWindows.Closed window, double value) {
    if (forecast != null && !Double.isNaN(last)) {
      forecast.missed(window.index() - lastIndex - 1);
    }
    double bounded = Math.max(-LARGEST, Math.min(LARGEST, value));
    double[][] before = ahead();
    double expected = forecast == null ? Double.NaN : forecast.expected();
    double residual = bounded - (Double.isNaN(expected) ? last : expected);
    Anomaly anomaly = detector.next(Math.floorDiv(window.millis(), 1000L), value);
    shift.add(bounded, residual);
    if (forecast != null) {
      forecast.next(bounded);
    }
    last = bounded;
    lastIndex = window.index();
    return new ChannelReport(
        value,
        before.length == 0 ? new double[0] : before[0],
        residual,
        anomaly.score(),
        anomaly.alarm() >= threshold,
        ahead());
  }

  private double[][] ahead() {
    return forecast == null ? new double[0][] : forecast.ahead();
  }

  ShiftMonitor shift() {
    return shift;
  }

  @Override
  public void keep(Archive archive) {
    detector.keep(archive);
    if (forecast != null) {
      forecast.keep(archive);
    }
    shift.keep(archive);
    last = archive.of(last);
    lastIndex = archive.of(lastIndex);
  }
}
