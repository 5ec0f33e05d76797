package dev.freshet.evaluator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The probes of one partition that wait for a later lag, found by the step at which they are due.
 * One entry a probe. Bounded: the oldest is dropped first.
 */
final class Retests {
  private final BoundedStore<Retest> pending;
  private final Map<String, NavigableMap<Long, Set<String>>> byStep = new HashMap<>();

  /** Takes over what a store holds. */
  Retests(BoundedStore<Retest> pending) {
    this.pending = pending;
    pending.forEach((key, retest) -> index(retest));
  }

  /** Keeps a retest, in place of any of its probe; returns how many were dropped to make room. */
  int put(Retest retest) {
    remove(retest.key());
    index(retest);
    List<Map.Entry<String, Retest>> dropped = pending.put(retest.key(), retest);
    dropped.forEach(entry -> unindex(entry.getValue()));
    return dropped.size();
  }

  void remove(String probeKey) {
    @Nullable Retest removed = pending.remove(probeKey);
    if (removed != null) {
      unindex(removed);
    }
  }

  /** Some of a lane's retests that are due at or before a step, the longest due first. */
  List<Retest> due(String lane, long step, int most) {
    @Nullable NavigableMap<Long, Set<String>> steps = byStep.get(lane);
    List<Retest> due = new ArrayList<>();
    if (steps == null) {
      return due;
    }
    for (Set<String> keys : steps.headMap(step, true).values()) {
      for (String key : keys) {
        if (due.size() == most) {
          return due;
        }
        @Nullable Retest retest = pending.get(key);
        if (retest != null) {
          due.add(retest);
        }
      }
    }
    return due;
  }

  int size() {
    return pending.size();
  }

  private void index(Retest retest) {
    byStep
        .computeIfAbsent(retest.lane(), lane -> new TreeMap<>())
        .computeIfAbsent(retest.step(), step -> new LinkedHashSet<>())
        .add(retest.key());
  }

  private void unindex(Retest retest) {
    @Nullable NavigableMap<Long, Set<String>> steps = byStep.get(retest.lane());
    @Nullable Set<String> keys = steps == null ? null : steps.get(retest.step());
    if (steps != null && keys != null && keys.remove(retest.key()) && keys.isEmpty()) {
      steps.remove(retest.step());
    }
  }
}
