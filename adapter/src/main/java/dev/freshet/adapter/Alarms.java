package dev.freshet.adapter;

import dev.freshet.config.AlarmSettings;
import dev.freshet.ingest.records.Control;
import dev.freshet.state.Manifest;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The topics that a signal has raised an alarm for, each with the number of the last record that it
 * holds for: a part of the fold. Bounded; the alarm that ends first gives way. Immutable.
 */
record Alarms(SortedMap<String, Long> lastByTopic) {
  static final Alarms NONE = new Alarms(new TreeMap<>());

  private static final int MOST_TOPICS = 256;
  private static final String NOTE = "alarm.";

  Alarms {
    lastByTopic = Collections.unmodifiableSortedMap(new TreeMap<>(lastByTopic));
  }

  /** With the alarm that a record raises; those that have ended are dropped. */
  Alarms with(Control.Alarm alarm, long seq, AlarmSettings settings) {
    SortedMap<String, Long> next = new TreeMap<>(lastByTopic);
    next.values().removeIf(last -> last < seq);
    next.put(alarm.topic(), seq + settings.records());
    if (next.size() > MOST_TOPICS) {
      next.entrySet().stream()
          .min(Map.Entry.comparingByValue(Comparator.naturalOrder()))
          .ifPresent(first -> next.remove(first.getKey()));
    }
    return new Alarms(next);
  }

  /** Whether one holds for a topic at a record. */
  boolean hold(String topic, long seq) {
    return seq <= lastByTopic.getOrDefault(topic, 0L);
  }

  static Alarms of(Manifest manifest) {
    SortedMap<String, Long> last = new TreeMap<>();
    manifest
        .notes()
        .forEach(
            (note, text) -> {
              if (note.startsWith(NOTE)) {
                last.put(note.substring(NOTE.length()), Long.valueOf(text));
              }
            });
    return new Alarms(last);
  }

  /** As notes of a checkpoint; none at all before the first alarm. */
  void note(Map<String, String> notes) {
    lastByTopic.forEach((topic, last) -> notes.put(NOTE + topic, Long.toString(last)));
  }
}
