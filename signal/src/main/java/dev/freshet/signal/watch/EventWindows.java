package dev.freshet.signal.watch;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The points of one series, gathered into windows of event time: points may come in any order until
 * their window closes, and the mean of a window's points stands for them.
 *
 * <p>A window closes once a point has come that lies more than the grace beyond it; no clock is
 * asked. Where no width is given it is the median of the first gaps, so that each window has about
 * one point. Not safe for use by several threads.
 */
final class EventWindows implements Archived {
  /** Points that a width is found from. */
  private static final int PACE_POINTS = 9;

  /** More points than these in one window are left out. */
  private static final int MOST_IN_WINDOW = 1024;

  private final int grace;
  private final TreeMap<Long, Map<String, Double>> early = new TreeMap<>();
  private final TreeMap<Long, Open> open = new TreeMap<>();
  private long width;
  private long origin;
  private long middle;
  private long newest = Long.MIN_VALUE;

  /** What became of a point. */
  enum Intake {
    TAKEN,
    /** Its window is closed. */
    LATE,
    /** A point of that time is there. */
    REPEATED,
    /** Its window is full. */
    CROWDED
  }

  /**
   * A closed window.
   *
   * @param index consecutive windows have consecutive ones
   * @param millis the time that it stands for, since 1970
   * @param means of each channel that had a value
   */
  record Closed(long index, long millis, Map<String, Double> means) {}

  private static final class Open {
    private final List<Long> times = new ArrayList<>();

    /** Of each channel its mean, and of how many values. */
    private final Map<String, double[]> means = new LinkedHashMap<>();
  }

  /**
   * @param width of a window in milliseconds; 0 finds it
   * @param grace windows that stay open behind the newest
   */
  EventWindows(long width, int grace) {
    this.width = width;
    this.grace = grace;
  }

  Intake add(long millis, Map<String, Double> values) {
    if (width > 0) {
      return gather(millis, values);
    }
    if (early.putIfAbsent(millis, values) != null) {
      return Intake.REPEATED;
    }
    if (early.size() == PACE_POINTS) {
      findPace();
    }
    return Intake.TAKEN;
  }

  private void findPace() {
    List<Long> times = new ArrayList<>(early.keySet());
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      gaps.add(times.get(i) - times.get(i - 1));
    }
    gaps.sort(null);
    width = gaps.get(gaps.size() / 2);
    // Points that keep the pace lie in the middle of their windows, where some jitter does no harm.
    middle = width / 2;
    origin = times.get(0) - middle;
    early.forEach(this::gather);
    early.clear();
  }

  private Intake gather(long millis, Map<String, Double> values) {
    long index = Math.floorDiv(millis - origin, width);
    if (newest != Long.MIN_VALUE && index < newest - grace) {
      return Intake.LATE;
    }
    Open window = open.computeIfAbsent(index, at -> new Open());
    if (window.times.contains(millis)) {
      return Intake.REPEATED;
    }
    if (window.times.size() == MOST_IN_WINDOW) {
      return Intake.CROWDED;
    }
    window.times.add(millis);
    values.forEach(
        (channel, value) -> {
          double[] mean = window.means.computeIfAbsent(channel, name -> new double[2]);
          double count = ++mean[1];
          mean[0] = mean[0] * ((count - 1) / count) + value / count;
        });
    newest = Math.max(newest, index);
    return Intake.TAKEN;
  }

  /** The windows that have closed since the last call, in order of time. */
  List<Closed> close() {
    if (open.isEmpty() || open.firstKey() >= newest - grace) {
      return List.of();
    }
    SortedMap<Long, Open> closing = open.headMap(newest - grace);
    List<Closed> closed = new ArrayList<>();
    closing.forEach(
        (index, window) ->
            closed.add(new Closed(index, origin + index * width + middle, means(window))));
    closing.clear();
    return closed;
  }

  private static Map<String, Double> means(Open window) {
    Map<String, Double> means = new LinkedHashMap<>();
    window.means.forEach((channel, mean) -> means.put(channel, mean[0]));
    return means;
  }

  @Override
  public void keep(Archive archive) {
    width = archive.of(width);
    origin = archive.of(origin);
    middle = archive.of(middle);
    newest = archive.of(newest);
    List<Long> times = new ArrayList<>(early.keySet());
    int waiting = archive.of(times.size());
    for (int i = 0; i < waiting; i++) {
      long millis = archive.of(i < times.size() ? times.get(i) : 0L);
      early.put(millis, kept(archive, early.getOrDefault(millis, Map.of())));
    }
    List<Long> indices = new ArrayList<>(open.keySet());
    int windows = archive.of(indices.size());
    for (int i = 0; i < windows; i++) {
      long index = archive.of(i < indices.size() ? indices.get(i) : 0L);
      keep(archive, open.computeIfAbsent(index, at -> new Open()));
    }
  }

  private static Map<String, Double> kept(Archive archive, Map<String, Double> values) {
    List<String> names = new ArrayList<>(values.keySet());
    int size = archive.of(names.size());
    Map<String, Double> kept = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      String name = archive.of(i < names.size() ? names.get(i) : "");
      kept.put(name, archive.of(values.getOrDefault(name, 0.0)));
    }
    return kept;
  }

  private static void keep(Archive archive, Open window) {
    int points = archive.of(window.times.size());
    for (int i = 0; i < points; i++) {
      if (i == window.times.size()) {
        window.times.add(0L);
      }
      window.times.set(i, archive.of(window.times.get(i)));
    }
    List<String> names = new ArrayList<>(window.means.keySet());
    int channels = archive.of(names.size());
    for (int i = 0; i < channels; i++) {
      String name = archive.of(i < names.size() ? names.get(i) : "");
      archive.each(window.means.computeIfAbsent(name, at -> new double[2]));
    }
  }
}
