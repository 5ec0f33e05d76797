package dev.freshet.learner.step;

import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.TensorTree;

/**
 * What a lane has learned: its weights and what its optimizer remembers. Immutable; a step makes a
 * new one.
 */
public record Learned(TensorTree parameters, TransformationState transformation) {
  /** Moves all tensors into an arena, and returns this. */
  public Learned adoptedBy(Arena arena) {
    return new Learned(arena.adopt(parameters), transformation.mapSlots(arena::adopt));
  }
}
