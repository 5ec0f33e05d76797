package dev.freshet.learner.weighting;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a weighting remembers of the stream: named vectors, of a size that does not grow with
 * it. Immutable; part of the fold, of checkpoints and of their digests.
 */
public final class WeightingState {
  public static final WeightingState EMPTY = new WeightingState(Map.of());

  private final Map<String, double[]> slots;

  private WeightingState(Map<String, double[]> slots) {
    this.slots = slots;
  }

  /** A state of vectors by name, copied. */
  public static WeightingState of(Map<String, double[]> slots) {
    Map<String, double[]> copies = new LinkedHashMap<>();
    slots.forEach((name, values) -> copies.put(name, values.clone()));
    return new WeightingState(Collections.unmodifiableMap(copies));
  }

  public boolean isEmpty() {
    return slots.isEmpty();
  }

  /** Whether it has the same vectors as another, whatever they hold. */
  public boolean hasFormOf(WeightingState other) {
    return slots.keySet().equals(other.slots.keySet())
        && slots.entrySet().stream()
            .allMatch(slot -> slot.getValue().length == other.length(slot.getKey()));
  }

  private int length(String name) {
    double[] values = slots.get(name);
    return values == null ? -1 : values.length;
  }

  /** Copies of the vectors by name, in order. */
  public Map<String, double[]> slots() {
    Map<String, double[]> copies = new LinkedHashMap<>();
    slots.forEach((name, values) -> copies.put(name, values.clone()));
    return copies;
  }

  /**
   * A copy of one vector.
   *
   * @param length what the weighting expects
   * @throws IllegalArgumentException if there is none of that name and length
   */
  double[] slot(String name, int length) {
    double[] values = slots.get(name);
    if (values == null || values.length != length) {
      throw new IllegalArgumentException(
          "the weighting's state has no " + name + " of " + length + " numbers");
    }
    return values.clone();
  }
}
