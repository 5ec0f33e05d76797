package dev.freshet.app.live;

import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.UptakeRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a topic: its means, its last alert, and the newest row of its last probes. */
final class TopicLine {
  private final String name;
  private final Mean uptake = new Mean();
  private final Mean retention = new Mean();
  private final Mean locality = new Mean();
  private final Map<String, UptakeRow> newest;
  private final Map<Alert.Measure, Alert> byMeasure = new EnumMap<>(Alert.Measure.class);
  private @Nullable Alert alert;

  TopicLine(String name, int history) {
    this.name = name;
    this.newest =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, UptakeRow> eldest) {
            return size() > history;
          }
        };
  }

  void add(UptakeRow row) {
    (row.lagAsked() == 0 ? uptake : retention).add(row.nllGain());
    locality.add(row.damage());
    newest.put(Lane.probeKey(row.lane(), row.probeId()), row);
  }

  void add(Alert latest) {
    alert = latest;
    byMeasure.put(latest.measure(), latest);
  }

  /** The last alert of each measure. */
  Collection<Alert> alerts() {
    return byMeasure.values();
  }

  TopicView view() {
    return new TopicView(
        name,
        uptake.count(),
        uptake.value(),
        retention.value(),
        retention.count(),
        locality.value(),
        alert);
  }

  /** The newest rows, the newest first, one a probe. */
  List<UptakeRow> probes() {
    List<UptakeRow> rows = new ArrayList<>(newest.values());
    Collections.reverse(rows);
    return rows;
  }
}
