package dev.freshet.signal.watch;

import dev.freshet.signal.anomaly.Anomaly;
import dev.freshet.signal.anomaly.Detector;
import dev.freshet.signal.anomaly.DetectorKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One detector for each channel of each series, for no more series at once than a bound; the one
 * that was read longest ago makes room for a new one and starts anew should it come back.
 *
 * <p>What is not fit to be seen is skipped and counted, and changes nothing else:
 *
 * <ul>
 *   <li>a value that is NaN or infinite; the point's other channels are seen;
 *   <li>a point older than the newest of its series, or of the same time: the first one stands;
 *   <li>a channel beyond the most that a series may have.
 * </ul>
 *
 * <p>Channels may come and go: a new one starts a detector, one that is absent keeps its own as it
 * was. A series that never varies scores 0. Not safe for use by several threads.
 */
public final class Watches {
  private final DetectorKind kind;
  private final int seriesMost;
  private final int channelsMost;
  private final LinkedHashMap<String, Watch> bySeries = new LinkedHashMap<>(16, 0.75f, true);
  private long watched;
  private long notFinite;
  private long late;
  private long repeated;
  private long channelsRefused;
  private long forgotten;

  private static final class Watch {
    private final Map<String, Detector> byChannel = new LinkedHashMap<>();
    private long newest = Long.MIN_VALUE;
  }

  /**
   * @param seriesMost series kept at once
   * @param channelsMost channels kept of one series
   */
  public Watches(DetectorKind kind, int seriesMost, int channelsMost) {
    if (seriesMost < 1 || channelsMost < 1) {
      throw new IllegalArgumentException("bounds are 1 or more");
    }
    this.kind = kind;
    this.seriesMost = seriesMost;
    this.channelsMost = channelsMost;
  }

  /**
   * Shows a point to the detectors of its channels.
   *
   * @param second when it was read, seconds since 1970
   * @return what they say, by channel; without those that were skipped
   */
  public Map<String, Anomaly> read(String series, long second, Map<String, Double> values) {
    Watch watch = watch(series);
    if (second == watch.newest) {
      repeated++;
      return Map.of();
    }
    if (second < watch.newest) {
      late++;
      return Map.of();
    }
    Map<String, Anomaly> anomalies = new LinkedHashMap<>();
    values.forEach(
        (channel, value) -> {
          if (!Double.isFinite(value)) {
            notFinite++;
          } else if (!mayWatch(watch, channel)) {
            channelsRefused++;
          } else {
            Detector detector = watch.byChannel.computeIfAbsent(channel, name -> kind.start());
            anomalies.put(channel, detector.next(second, value));
            watch.newest = second;
            watched++;
          }
        });
    return anomalies;
  }

  private boolean mayWatch(Watch watch, String channel) {
    return watch.byChannel.size() < channelsMost || watch.byChannel.containsKey(channel);
  }

  private Watch watch(String series) {
    Watch known = bySeries.get(series);
    if (known != null) {
      return known;
    }
    if (bySeries.size() == seriesMost) {
      bySeries.remove(bySeries.keySet().iterator().next());
      forgotten++;
    }
    Watch fresh = new Watch();
    bySeries.put(series, fresh);
    return fresh;
  }

  /** Series that are kept now. */
  public int size() {
    return bySeries.size();
  }

  public Counts counts() {
    return new Counts(watched, notFinite, late, repeated, channelsRefused, forgotten);
  }
}
