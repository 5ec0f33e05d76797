package dev.freshet.adapter;

import dev.freshet.learner.step.Learned;
import dev.freshet.tensor.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Where a lane stands, and the weights that it has there. Changed only by {@link Lane}.
 *
 * @param step steps taken
 * @param seq number of the last record that is wholly in the weights; later ones wait for their
 *     batch
 * @param offset that record's offset in the log
 * @param fingerprint of all that was computed
 * @param learned weights and optimizer state, held by the arena
 * @param checkpoint the id of the newest checkpoint that this state goes back to
 * @param lineage what is undone in it
 * @param shelf documents held back that can still be accepted
 * @param alarms of signals that hold for some topics
 */
record LaneState(
    long step,
    long seq,
    long offset,
    String fingerprint,
    Learned learned,
    Arena arena,
    @Nullable String checkpoint,
    Lineage lineage,
    Shelf shelf,
    Alarms alarms) {

  LaneState at(long newSeq, long newOffset) {
    return new LaneState(
        step, newSeq, newOffset, fingerprint, learned, arena, checkpoint, lineage, shelf, alarms);
  }

  LaneState withFingerprint(String next) {
    return new LaneState(
        step, seq, offset, next, learned, arena, checkpoint, lineage, shelf, alarms);
  }

  LaneState stepped(Learned next, Arena nextArena) {
    return new LaneState(
        step + 1, seq, offset, fingerprint, next, nextArena, checkpoint, lineage, shelf, alarms);
  }

  /** Other tensors in the same arena; the step is the same. */
  LaneState with(Learned next) {
    return new LaneState(
        step, seq, offset, fingerprint, next, arena, checkpoint, lineage, shelf, alarms);
  }

  LaneState withCheckpoint(String id) {
    return new LaneState(
        step, seq, offset, fingerprint, learned, arena, id, lineage, shelf, alarms);
  }

  LaneState in(Lineage other) {
    return new LaneState(
        step, seq, offset, fingerprint, learned, arena, checkpoint, other, shelf, alarms);
  }

  LaneState with(Shelf other) {
    return new LaneState(
        step, seq, offset, fingerprint, learned, arena, checkpoint, lineage, other, alarms);
  }

  LaneState with(Alarms other) {
    return new LaneState(
        step, seq, offset, fingerprint, learned, arena, checkpoint, lineage, shelf, other);
  }
}
