package dev.freshet.signal.watch;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;
import dev.freshet.signal.shift.ShiftMonitor;
import dev.freshet.signal.watch.Counts.What;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One series under watch: {@code gather -> forecast and detect each channel -> shift -> report}. A
 * pure function of the points that it was given; it reads no clock.
 *
 * <p>Its own state is archived without that of its channels, which are archived one by one: a
 * series may have many. Not safe for use by several threads.
 */
public final class SeriesWatch implements Archived {
  private final WatchOptions options;
  private final EventWindows windows;
  private final Map<String, ChannelWatch> channels = new LinkedHashMap<>();
  private final RecentRows recent = new RecentRows();
  private long points;
  private boolean started;
  private long lastIndex;

  public SeriesWatch(WatchOptions options) {
    this.options = options;
    this.windows = new EventWindows(options.widthMillis(), options.grace());
  }

  /** The channels in the order in which they were first seen. */
  public Map<String, ChannelWatch> channels() {
    return Collections.unmodifiableMap(channels);
  }

  /** Points that were read, whatever became of them. */
  public long points() {
    return points;
  }

  /**
   * Takes in a point.
   *
   * @param millis when it was read, since 1970
   * @param values by channel; one that is NaN or infinite is left out
   * @param counts are told what became of it
   * @return a report for each window that it closes
   */
  public List<SeriesReport> read(long millis, Map<String, Double> values, Counts counts) {
    points++;
    Map<String, Double> finite = finite(values, counts);
    if (finite.isEmpty()) {
      return List.of();
    }
    counts.count(counted(windows.add(millis, finite)));
    List<SeriesReport> reports = new ArrayList<>();
    for (EventWindows.Closed window : windows.close()) {
      reports.add(report(window, counts));
    }
    return reports;
  }

  private static What counted(EventWindows.Intake intake) {
    return switch (intake) {
      case TAKEN -> What.POINTS;
      case LATE -> What.LATE;
      case REPEATED -> What.REPEATED;
      case CROWDED -> What.CROWDED;
    };
  }

  private static Map<String, Double> finite(Map<String, Double> values, Counts counts) {
    if (values.values().stream().allMatch(Double::isFinite)) {
      return values;
    }
    Map<String, Double> finite = new LinkedHashMap<>();
    values.forEach(
        (channel, value) -> {
          if (Double.isFinite(value)) {
            finite.put(channel, value);
          } else {
            counts.count(What.NOT_FINITE);
          }
        });
    return finite;
  }

  private SeriesReport report(EventWindows.Closed window, Counts counts) {
    Map<String, ChannelReport> said = new LinkedHashMap<>();
    window
        .means()
        .forEach(
            (name, mean) -> {
              ChannelWatch channel = channel(name);
              if (channel == null) {
                counts.count(What.CHANNELS_REFUSED);
              } else {
                said.put(name, channel.read(window, mean));
              }
            });
    long missed = started ? window.index() - lastIndex - 1 : 0;
    started = true;
    lastIndex = window.index();
    recent.add(row(said));
    counts.count(What.WINDOWS);
    if (missed > 0) {
      counts.count(What.GAPS);
    }
    double evidence = evidence();
    boolean shift = evidence >= 1;
    List<String> moved = shift ? moved() : List.of();
    if (shift) {
      counts.count(What.SHIFTS);
      channels.values().forEach(channel -> channel.shift().restart());
    }
    SeriesReport report = new SeriesReport(window.millis(), said, missed, evidence, shift, moved);
    if (!report.alarmed().isEmpty()) {
      counts.count(What.ANOMALIES);
    }
    return report;
  }

  private @Nullable ChannelWatch channel(String name) {
    ChannelWatch known = channels.get(name);
    if (known != null || channels.size() == options.channelsMost()) {
      return known;
    }
    ChannelWatch fresh = new ChannelWatch(options);
    channels.put(name, fresh);
    return fresh;
  }

  private double[] row(Map<String, ChannelReport> said) {
    double[] row = new double[channels.size()];
    Arrays.fill(row, Double.NaN);
    int place = 0;
    for (String name : channels.keySet()) {
      ChannelReport report = said.get(name);
      row[place++] = report == null ? Double.NaN : report.value();
    }
    return row;
  }

  /** The largest of a channel, over what is asked of it: more channels, more chances. */
  private double evidence() {
    double most = 0;
    for (ChannelWatch channel : channels.values()) {
      most = Math.max(most, channel.shift().evidence());
    }
    return most / (needed() * channels.size());
  }

  private double needed() {
    return options.calm() / (double) ShiftMonitor.BLOCK;
  }

  /** By the conditional tests; where those do not say, the channels with the evidence. */
  private List<String> moved() {
    List<String> names = List.copyOf(channels.keySet());
    List<Integer> places = recent.moved(names.size());
    if (!places.isEmpty()) {
      return places.stream().map(names::get).toList();
    }
    return names.stream()
        .filter(
            name -> {
              ChannelWatch channel = channels.get(name);
              return channel != null && channel.shift().evidence() >= needed() * channels.size();
            })
        .toList();
  }

  @Override
  public void keep(Archive archive) {
    windows.keep(archive);
    recent.keep(archive);
    points = archive.of(points);
    started = archive.of(started);
    lastIndex = archive.of(lastIndex);
    List<String> names = new ArrayList<>(channels.keySet());
    int size = archive.of(names.size());
    for (int i = 0; i < size; i++) {
      String name = archive.of(i < names.size() ? names.get(i) : "");
      channels.computeIfAbsent(name, fresh -> new ChannelWatch(options));
    }
  }
}
