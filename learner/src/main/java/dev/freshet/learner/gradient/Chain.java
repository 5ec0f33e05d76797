package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Transformations applied one after the other; the state of the i-th stands under the prefix {@code
 * i.}.
 */
public record Chain(List<GradientTransformation> links) implements Pullback {
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

  /** Takes the links' steps once more, since only their last updates were kept, then goes back. */
  @Override
  public Cotangent pullBack(
      TensorTree gradients,
      TransformationState state,
      TensorTree parameters,
      TensorTree updates,
      TransformationState next) {
    List<TensorTree> given = new ArrayList<>();
    TensorTree passing = gradients;
    for (int i = 0; i < links.size(); i++) {
      given.add(passing);
      if (i < links.size() - 1) {
        passing = links.get(i).update(passing, state.under(i + "."), parameters).updates();
      }
    }
    Merged merged = new Merged();
    TensorTree back = updates;
    @Nullable TensorTree byParameters = null;
    for (int i = links.size() - 1; i >= 0; i--) {
      String prefix = i + ".";
      Cotangent cotangent =
          Pullback.of(links.get(i))
              .pullBack(given.get(i), state.under(prefix), parameters, back, next.under(prefix));
      back = cotangent.gradients();
      byParameters = sum(byParameters, cotangent.parameters());
      merged.add(i, cotangent.state());
    }
    return new Cotangent(back, merged.state(), byParameters);
  }

  private static @Nullable TensorTree sum(@Nullable TensorTree one, @Nullable TensorTree other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.plus(other);
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
