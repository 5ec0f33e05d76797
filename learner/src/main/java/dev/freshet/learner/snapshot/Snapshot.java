package dev.freshet.learner.snapshot;

import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;

/**
 * A lane's weights after a step, in memory of their own. Closing it frees them.
 *
 * @param step steps that the lane had taken
 */
public record Snapshot(String lane, long step, TensorTree parameters, Arena arena)
    implements AutoCloseable {
  /** Copies weights. */
  public static Snapshot copyOf(String lane, long step, TensorTree parameters, Arena arena) {
    try (Scope scope = Scope.on(arena.device())) {
      return new Snapshot(lane, step, arena.adopt(parameters.copy()), arena);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
