package dev.freshet.learner.step;

import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.learner.retention.Memory;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.TensorTree;

/**
 * What a lane has learned: its weights, and what its optimizer, its token weighting and its gate
 * remember, and what it keeps so as not to forget. Immutable; a step makes a new one.
 */
public record Learned(
    TensorTree parameters,
    TransformationState transformation,
    WeightingState weighting,
    GateState gate,
    Memory memory) {
  /** With a weighting that remembers nothing, and a gate that has seen nothing. */
  public Learned(TensorTree parameters, TransformationState transformation) {
    this(parameters, transformation, WeightingState.EMPTY);
  }

  /** With a gate that has seen nothing. */
  public Learned(
      TensorTree parameters, TransformationState transformation, WeightingState weighting) {
    this(parameters, transformation, weighting, GateState.INITIAL, Memory.NONE);
  }

  /** The weights that are scored and served. */
  public TensorTree served() {
    return memory.average() == null ? parameters : memory.average();
  }

  /** The same, remembered otherwise by the gate. */
  public Learned withGate(GateState next) {
    return new Learned(parameters, transformation, weighting, next, memory);
  }

  /** This under a weighting that may be another than before: one that must begin afresh does so. */
  public Learned under(TokenWeighting rule) {
    WeightingState initial = rule.initial();
    return weighting.hasFormOf(initial)
        ? this
        : new Learned(parameters, transformation, initial, gate, memory);
  }

  /** Moves all tensors into an arena, and returns this. */
  public Learned adoptedBy(Arena arena) {
    return new Learned(
        arena.adopt(parameters),
        transformation.mapSlots(arena::adopt),
        weighting,
        gate,
        memory.mapAverage(arena::adopt));
  }
}
