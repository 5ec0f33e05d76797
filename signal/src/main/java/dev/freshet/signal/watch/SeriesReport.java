package dev.freshet.signal.watch;

import java.util.List;
import java.util.Map;

/**
 * What is said of one series at one window.
 *
 * @param millis the time that the window stands for, since 1970
 * @param channels by name; those that the window has
 * @param missed windows before it that had no point
 * @param evidence for a shift, over what raises one: 1 and more does
 * @param shift whether a shift is raised here
 * @param moved the channels that moved, the clearest first; empty unless a shift is raised
 */
public record SeriesReport(
    long millis,
    Map<String, ChannelReport> channels,
    long missed,
    double evidence,
    boolean shift,
    List<String> moved) {

  /** The channels in which an event begins. */
  public List<String> alarmed() {
    return channels.entrySet().stream()
        .filter(channel -> channel.getValue().alarm())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The largest score of a channel. */
  public double score() {
    return channels.values().stream().mapToDouble(ChannelReport::score).max().orElse(0);
  }
}
