package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transformations applied one after the other; the state of the i-th stands under the prefix {@code
 * i.}.
 */
public record Chain(List<GradientTransformation> links) implements GradientTransformation {
  public Chain {
    links = List.copyOf(links);
  }

  public static Chain of(GradientTransformation... links) {
    return new Chain(List.of(links));
  }

  @Override
  public TransformationState init(TensorTree parameters) {
    Merged merged = new Merged();
    for (int i = 0; i < links.size(); i++) {
      merged.add(i, links.get(i).init(parameters));
    }
    return merged.state();
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    Merged merged = new Merged();
    TensorTree updates = gradients;
    for (int i = 0; i < links.size(); i++) {
      Update update = links.get(i).update(updates, state.under(i + "."), parameters);
      updates = update.updates();
      merged.add(i, update.state());
    }
    return new Update(updates, merged.state());
  }

  private static final class Merged {
    private final Map<String, TensorTree> slots = new LinkedHashMap<>();
    private final Map<String, Long> counters = new LinkedHashMap<>();

    void add(int index, TransformationState state) {
      state.slots().forEach((name, tree) -> slots.put(index + "." + name, tree));
      state.counters().forEach((name, value) -> counters.put(index + "." + name, value));
    }

    TransformationState state() {
      return new TransformationState(slots, counters);
    }
  }
}
