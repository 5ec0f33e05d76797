package dev.freshet.app.live;

import static java.util.Comparator.comparingLong;

import dev.freshet.ingest.records.SignalReport;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The channels of signals that a page shows, and the last alarms. Those that come first have a
 * panel; one that alarms later takes the panel whose own alarm is the longest ago.
 */
final class SignalPanels {
  static final int MOST = 8;
  private static final int ALARMS = 20;

  /** Which channel of which series. */
  record Name(String lane, String series, String channel) {}

  /**
   * An anomaly or a shift.
   *
   * @param what {@code shift} or {@code anomaly}
   * @param channels that moved, or that are unusual
   */
  record Raised(
      String lane, String series, String topic, Instant time, String what, List<String> channels) {}

  /** What a page gets: the panels in the order in which they came, the newest alarm first. */
  record View(List<SignalPanel.View> panels, List<Raised> alarms) {}

  private final Map<Name, SignalPanel> panels = new LinkedHashMap<>();
  private final Deque<Raised> alarms = new ArrayDeque<>();
  private long raised;

  void add(SignalReport report) {
    List<String> unusual =
        report.channels().entrySet().stream()
            .filter(channel -> channel.getValue().anomaly())
            .map(Map.Entry::getKey)
            .toList();
    if (report.shift() || !unusual.isEmpty()) {
      raise(report, report.shift() ? report.moved() : unusual);
    }
    report
        .channels()
        .forEach(
            (channel, read) -> {
              boolean alarm = report.shift() || read.anomaly();
              show(
                  new Name(report.lane(), report.series(), channel),
                  report,
                  read,
                  alarm ? raised : 0);
            });
  }

  private void raise(SignalReport report, List<String> channels) {
    raised++;
    alarms.addFirst(
        new Raised(
            report.lane(),
            report.series(),
            report.topic(),
            report.time(),
            report.shift() ? "shift" : "anomaly",
            channels));
    if (alarms.size() > ALARMS) {
      alarms.removeLast();
    }
  }

  private void show(Name name, SignalReport report, SignalReport.Channel read, long alarm) {
    if (!panels.containsKey(name) && panels.size() >= MOST) {
      if (alarm == 0) {
        return;
      }
      panels
          .values()
          .remove(Collections.min(panels.values(), comparingLong(SignalPanel::alarmedAt)));
    }
    panels.computeIfAbsent(name, SignalPanel::new).add(report, read, alarm);
  }

  View view() {
    return new View(
        panels.values().stream().map(SignalPanel::view).toList(), new ArrayList<>(alarms));
  }
}
