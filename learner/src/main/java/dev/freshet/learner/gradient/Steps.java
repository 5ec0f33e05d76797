package dev.freshet.learner.gradient;

import dev.freshet.tensor.TensorTree;
import java.util.Map;

/** The counter of steps taken, which schedules and bias corrections read. */
final class Steps {
  private static final String NAME = "steps";

  private Steps() {}

  static TransformationState none() {
    return none(Map.of());
  }

  static TransformationState none(Map<String, TensorTree> slots) {
    return new TransformationState(slots, Map.of(NAME, 0L));
  }

  /** Steps taken so far. */
  static long of(TransformationState state) {
    return state.counter(NAME);
  }

  /** The state after one step more. */
  static TransformationState next(TransformationState state, Map<String, TensorTree> slots) {
    return new TransformationState(slots, Map.of(NAME, of(state) + 1));
  }
}
