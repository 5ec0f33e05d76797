package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * All that a gradient transformation remembers between steps.
 *
 * @param slots trees of tensors by name, such as Adam's two moments
 * @param counters whole numbers by name, such as the steps taken
 */
public record TransformationState(Map<String, TensorTree> slots, Map<String, Long> counters) {
  public static final TransformationState EMPTY = new TransformationState(Map.of(), Map.of());

  public TransformationState {
    slots = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    counters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(counters));
  }

  TensorTree slot(String name) {
    TensorTree tree = slots.get(name);
    if (tree == null) {
      throw new IllegalArgumentException("the state has no slot " + name);
    }
    return tree;
  }

  long counter(String name) {
    Long value = counters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the state has no counter " + name);
    }
    return value;
  }

  /** This state with every tensor tree replaced, for instance by one that an arena adopted. */
  public TransformationState mapSlots(UnaryOperator<TensorTree> function) {
    Map<String, TensorTree> mapped = new LinkedHashMap<>();
    slots.forEach((name, tree) -> mapped.put(name, function.apply(tree)));
    return new TransformationState(mapped, counters);
  }

  /** The part of this state under a prefix, names shortened by it. */
  TransformationState under(String prefix) {
    return new TransformationState(under(slots, prefix), under(counters, prefix));
  }

  private static <T> Map<String, T> under(Map<String, T> all, String prefix) {
    Map<String, T> part = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), value);
          }
        });
    return part;
  }
}
