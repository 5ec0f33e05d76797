package dev.freshet.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A state store that holds a bounded number of entries: the oldest makes room for a new one.
 *
 * <p>The entries are in the store, and so in its changelog; the order of their ages is kept beside
 * it and built again from the numbers that the entries carry.
 */
final class BoundedStore<V> {
  private final KeyValueStore<String, Aged<V>> store;
  private final int capacity;
  private final NavigableMap<Long, String> byAge = new TreeMap<>();

  /** Takes over a store and what it holds. */
  BoundedStore(KeyValueStore<String, Aged<V>> store, int capacity) {
    this.store = store;
    this.capacity = capacity;
    try (KeyValueIterator<String, Aged<V>> entries = store.all()) {
      entries.forEachRemaining(entry -> byAge.put(entry.value.number(), entry.key));
    }
  }

  /** Visits all entries, the oldest first. */
  void forEach(BiConsumer<String, V> visitor) {
    byAge.values().forEach(key -> visitor.accept(key, held(key).value()));
  }

  /** Some of the entries that are younger than one, the oldest first. */
  List<V> following(String key, int most) {
    @Nullable Aged<V> aged = store.get(key);
    return aged == null
        ? List.of()
        : byAge.tailMap(aged.number(), false).values().stream()
            .limit(most)
            .map(younger -> held(younger).value())
            .toList();
  }

  @Nullable V get(String key) {
    @Nullable Aged<V> aged = store.get(key);
    return aged == null ? null : aged.value();
  }

  /** Sets a value; one that is replaced leaves its age. Returns the entries that made room. */
  List<Map.Entry<String, V>> put(String key, V value) {
    @Nullable Aged<V> before = store.get(key);
    long number = before != null ? before.number() : byAge.isEmpty() ? 0 : byAge.lastKey() + 1;
    store.put(key, new Aged<>(number, value));
    byAge.put(number, key);
    List<Map.Entry<String, V>> evicted = new ArrayList<>();
    while (byAge.size() > capacity) {
      String oldest = byAge.firstEntry().getValue();
      evicted.add(Map.entry(oldest, held(oldest).value()));
      remove(oldest);
    }
    return evicted;
  }

  /** Removes an entry and returns what it held. */
  @Nullable V remove(String key) {
    @Nullable Aged<V> removed = store.delete(key);
    if (removed == null) {
      return null;
    }
    byAge.remove(removed.number());
    return removed.value();
  }

  int size() {
    return byAge.size();
  }

  private Aged<V> held(String key) {
    @Nullable Aged<V> aged = store.get(key);
    if (aged == null) {
      throw new IllegalStateException("the store lost " + key);
    }
    return aged;
  }
}
