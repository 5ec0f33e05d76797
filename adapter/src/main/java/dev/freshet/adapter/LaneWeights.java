package dev.freshet.adapter;

import dev.freshet.state.Checkpoint;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;

/** The weights of a checkpoint that are served, loaded onto a device. Closing it frees them. */
public final class LaneWeights implements AutoCloseable {
  private final Arena arena;
  private final TensorTree parameters;

  private LaneWeights(Arena arena, TensorTree parameters) {
    this.arena = arena;
    this.parameters = parameters;
  }

  public static LaneWeights of(Checkpoint checkpoint, ComputeDevice device) {
    Arena arena = Arena.on(device);
    try (Scope scope = Scope.on(device)) {
      return new LaneWeights(arena, arena.adopt(Weights.served(checkpoint)));
    }
  }

  public TensorTree parameters() {
    return parameters;
  }

  @Override
  public void close() {
    arena.close();
  }
}
