package dev.freshet.learner.step;

import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.TensorTree;

/**
 * What a lane has learned: its weights, and what its optimizer and its token weighting remember.
 * Immutable; a step makes a new one.
 */
public record Learned(
    TensorTree parameters, TransformationState transformation, WeightingState weighting) {
  /** With a weighting that remembers nothing. */
  public Learned(TensorTree parameters, TransformationState transformation) {
    this(parameters, transformation, WeightingState.EMPTY);
  }

  /** This under a weighting that may be another than before: one that must begin afresh does so. */
  public Learned under(TokenWeighting rule) {
    WeightingState initial = rule.initial();
    return weighting.hasFormOf(initial) ? this : new Learned(parameters, transformation, initial);
  }

  /** Moves all tensors into an arena, and returns this. */
  public Learned adoptedBy(Arena arena) {
    return new Learned(arena.adopt(parameters), transformation.mapSlots(arena::adopt), weighting);
  }
}
