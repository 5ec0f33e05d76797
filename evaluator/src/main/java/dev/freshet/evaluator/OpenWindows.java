package dev.freshet.evaluator;

import dev.freshet.ingest.records.UptakeRow;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one partition that still take rows.
 *
 * <p>Each lane has a clock of its own, the newest event time among its rows: a window closes when
 * the clock of its lane passes its end by the grace. Another lane's documents, which may be years
 * older or newer, close nothing here. Bounded: where there are too many, the window that was opened
 * first is dropped, and a row that still comes for it begins it anew.
 */
final class OpenWindows {
  private final BoundedStore<Window> windows;
  private final long lengthMillis;
  private final long graceMillis;
  private final Map<String, Long> clocks = new HashMap<>();
  private final Map<String, NavigableMap<Long, Set<String>>> byEnd = new HashMap<>();

  /** Takes over what a store holds. */
  OpenWindows(BoundedStore<Window> windows, long lengthMillis, long graceMillis) {
    this.windows = windows;
    this.lengthMillis = lengthMillis;
    this.graceMillis = graceMillis;
    windows.forEach(
        (key, window) -> {
          index(window);
          clocks.merge(window.lane(), window.newest(), Math::max);
        });
  }

  /** Adds a row to its window and returns the window; empty where that one is closed. */
  Optional<Window> add(UptakeRow row) {
    Window empty = Window.around(row, lengthMillis);
    long clock = clocks.merge(row.lane(), row.time().toEpochMilli(), Math::max);
    close(row.lane(), clock - graceMillis);
    if (empty.end() <= clock - graceMillis) {
      return Optional.empty();
    }
    @Nullable Window before = windows.get(empty.key());
    Window window = (before == null ? empty : before).plus(row);
    index(window);
    List<Map.Entry<String, Window>> evicted = windows.put(window.key(), window);
    evicted.forEach(entry -> unindex(entry.getValue()));
    return Optional.of(window);
  }

  int size() {
    return windows.size();
  }

  private void close(String lane, long until) {
    @Nullable NavigableMap<Long, Set<String>> ends = byEnd.get(lane);
    if (ends != null) {
      Map<Long, Set<String>> closed = ends.headMap(until, true);
      closed.values().forEach(keys -> keys.forEach(windows::remove));
      closed.clear();
    }
  }

  private void index(Window window) {
    byEnd
        .computeIfAbsent(window.lane(), lane -> new TreeMap<>())
        .computeIfAbsent(window.end(), end -> new LinkedHashSet<>())
        .add(window.key());
  }

  private void unindex(Window window) {
    @Nullable NavigableMap<Long, Set<String>> ends = byEnd.get(window.lane());
    @Nullable Set<String> keys = ends == null ? null : ends.get(window.end());
    if (keys != null) {
      keys.remove(window.key());
    }
  }
}
