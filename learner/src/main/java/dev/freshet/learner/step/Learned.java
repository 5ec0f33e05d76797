package dev.freshet.learner.step;

import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.TensorTree;

/**
 * What a lane has learned: its weights, and what its optimizer, its token weighting and its gate
 * remember. Immutable; a step makes a new one.
 */
public record Learned(
    TensorTree parameters,
    TransformationState transformation,
    WeightingState weighting,
    GateState gate) {
  /** With a weighting that remembers nothing, and a gate that has seen nothing. */
  public Learned(TensorTree parameters, TransformationState transformation) {
    this(parameters, transformation, WeightingState.EMPTY, GateState.INITIAL);
  }

  /** The same, remembered otherwise by the gate. */
  public Learned withGate(GateState next) {
    return new Learned(parameters, transformation, weighting, next);
  }

  /** This under a weighting that may be another than before: one that must begin afresh does so. */
  public Learned under(TokenWeighting rule) {
    WeightingState initial = rule.initial();
    return weighting.hasFormOf(initial)
        ? this
        : new Learned(parameters, transformation, initial, gate);
  }

  /** Moves all tensors into an arena, and returns this. */
  public Learned adoptedBy(Arena arena) {
    return new Learned(
        arena.adopt(parameters), transformation.mapSlots(arena::adopt), weighting, gate);
  }
}
