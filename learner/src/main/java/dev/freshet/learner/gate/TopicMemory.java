package dev.freshet.learner.gate;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is usual in each topic or kind, of a bounded number of them: the least recently used gives
 * way, one that was accepted only where all were.
 *
 * @param byName the least recently used first
 * @param evicted topics that gave way
 */
record TopicMemory(Map<String, Baseline> byName, long evicted) {
  static final TopicMemory EMPTY = new TopicMemory(Map.of(), 0);

  TopicMemory {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  @Nullable Baseline find(String topic) {
    return byName.get(topic);
  }

  Baseline of(String topic) {
    return byName.getOrDefault(topic, Baseline.empty());
  }

  /** With what is now usual in a topic, which is thereby the one used last. */
  TopicMemory with(String topic, Baseline baseline, int most) {
    Map<String, Baseline> next = new LinkedHashMap<>(byName);
    next.remove(topic);
    next.put(topic, baseline);
    long gone = 0;
    while (next.size() > most) {
      removeEldest(next);
      gone++;
    }
    return new TopicMemory(next, evicted + gone);
  }

  private static void removeEldest(Map<String, Baseline> topics) {
    int last = topics.size() - 1;
    Iterator<Map.Entry<String, Baseline>> eldest = topics.entrySet().iterator();
    for (int i = 0; i < last; i++) {
      if (!eldest.next().getValue().accepted()) {
        eldest.remove();
        return;
      }
    }
    topics.remove(topics.keySet().iterator().next());
  }

  List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** All of them, one after the other. */
  double[] toVector() {
    double[] all = new double[byName.size() * Baseline.size()];
    int at = 0;
    for (Baseline one : byName.values()) {
      System.arraycopy(one.toVector(), 0, all, at, Baseline.size());
      at += Baseline.size();
    }
    return all;
  }

  static TopicMemory of(List<String> names, double[] vector, long evicted) {
    Map<String, Baseline> byName = new LinkedHashMap<>();
    int at = 0;
    for (String name : names) {
      byName.put(name, Baseline.of(Arrays.copyOfRange(vector, at, at + Baseline.size())));
      at += Baseline.size();
    }
    return new TopicMemory(byName, evicted);
  }
}
