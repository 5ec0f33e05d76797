package dev.freshet.learner.snapshot;

import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;

/**
 * A lane's weights after a step, in memory of their own, which is freed when the last of those who
 * hold it has closed it. Safe for use by several threads.
 */
public final class Snapshot implements AutoCloseable {
  private final String lane;
  private final long step;
  private final TensorTree parameters;
  private final Arena arena;
  private int holders = 1;

  /**
   * Held once, by whoever makes it.
   *
   * @param step steps that the lane had taken
   * @param arena holds the weights and nothing else
   */
  public Snapshot(String lane, long step, TensorTree parameters, Arena arena) {
    this.lane = lane;
    this.step = step;
    this.parameters = parameters;
    this.arena = arena;
  }

  /** Copies weights. */
  public static Snapshot copyOf(String lane, long step, TensorTree parameters, Arena arena) {
    try (Scope scope = Scope.on(arena.device())) {
      return new Snapshot(lane, step, arena.adopt(parameters.copy()), arena);
    }
  }

  public String lane() {
    return lane;
  }

  /** Steps that the lane had taken. */
  public long step() {
    return step;
  }

  public TensorTree parameters() {
    return parameters;
  }

  /** The same for one more holder, who closes it as well. */
  public synchronized Snapshot shared() {
    if (holders == 0) {
      throw new IllegalStateException("the snapshot of step " + step + " is freed");
    }
    holders++;
    return this;
  }

  @Override
  public synchronized void close() {
    if (holders == 0) {
      throw new IllegalStateException("the snapshot of step " + step + " is freed already");
    }
    holders--;
    if (holders == 0) {
      arena.close();
    }
  }
}
