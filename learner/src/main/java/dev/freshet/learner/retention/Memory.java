package dev.freshet.learner.retention;

import dev.freshet.tensor.TensorTree;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a lane carries along so as not to forget: a part of the fold. Immutable.
 *
 * @param steps taken so far
 * @param reservoir documents that may be learned again
 * @param average of the weights, which is scored and served in their place; null where none is kept
 */
public record Memory(long steps, Reservoir reservoir, @Nullable TensorTree average) {
  public static final Memory NONE = new Memory(0, Reservoir.EMPTY, null);

  /** The same with other tensors, for instance those that an arena adopted. */
  public Memory mapAverage(UnaryOperator<TensorTree> function) {
    return average == null ? this : new Memory(steps, reservoir, function.apply(average));
  }
}
