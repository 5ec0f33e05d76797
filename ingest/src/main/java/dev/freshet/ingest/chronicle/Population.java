package dev.freshet.ingest.chronicle;

import java.util.Arrays;

/**
 * All who live of one kind, each under an index that somebody else takes over some day. An entity
 * as a value is its generation and index in one long, so that it keeps its name when its index has
 * passed on.
 */
final class Population {
  private final EntityKind kind;
  private final long shift;
  private final int[] generations;

  /** Of those who live; empty until it is asked for. */
  private final String[] names;

  /**
   * @param shift which names come first
   */
  Population(EntityKind kind, int size, long shift) {
    this.kind = kind;
    this.shift = shift;
    this.generations = new int[size];
    this.names = new String[size];
    Arrays.fill(names, "");
  }

  int size() {
    return generations.length;
  }

  int generation(int index) {
    return generations[index];
  }

  /** Who bears an index now. */
  long entity(int index) {
    return ((long) generations[index] << 32) | index;
  }

  /** Lets somebody new take an index. */
  void replace(int index) {
    generations[index]++;
    names[index] = "";
  }

  /** The name of an entity, whether it lives or not. */
  String name(long entity) {
    int index = (int) entity;
    return entity == entity(index)
        ? nameAt(index)
        : kind.name(index, (int) (entity >>> 32), size(), shift);
  }

  /** The name of who bears an index now. */
  String nameAt(int index) {
    if (names[index].isEmpty()) {
      names[index] = kind.name(index, generations[index], size(), shift);
    }
    return names[index];
  }
}
