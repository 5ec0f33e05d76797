package dev.freshet.app;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that drops its oldest entries beyond a number. */
final class LimitedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int limit;

  LimitedMap(int limit) {
    this.limit = limit;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > limit;
  }
}
