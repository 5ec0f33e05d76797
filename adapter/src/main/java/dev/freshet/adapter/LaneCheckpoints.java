package dev.freshet.adapter;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.learner.step.Learned;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.CheckpointDraft;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.state.Position;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lanes in and out of the checkpoint store. A checkpoint is taken between two batches only, so that
 * it needs no record from before it.
 */
final class LaneCheckpoints {
  private final CheckpointStore store;
  private final CheckpointSettings settings;
  private final FoldContext context;
  private final Clock clock;

  LaneCheckpoints(
      CheckpointStore store, CheckpointSettings settings, FoldContext context, Clock clock) {
    this.store = store;
    this.settings = settings;
    this.context = context;
    this.clock = clock;
  }

  /** Whether a lane has taken enough steps since its last checkpoint, and can be stored now. */
  boolean isDue(Lane lane, long stepOfLast) {
    return lane.isSettled() && lane.state().step() - stepOfLast >= settings.every();
  }

  /** Stores a lane as it stands; returns the checkpoint, durable. */
  Manifest write(Lane lane, String reason) {
    long start = System.nanoTime();
    LaneState state = lane.state();
    Manifest manifest =
        store.write(
            new CheckpointDraft(
                new Position(lane.name(), state.step(), state.seq(), state.offset()),
                clock.instant(),
                state.checkpoint(),
                state.fingerprint(),
                context.provenance(),
                reason,
                Weights.notes(state.learned()),
                Set.of(),
                Weights.groups(state.learned())));
    lane.checkpointed(manifest.id());
    store.retain(lane.name(), settings.keep());
    context
        .listener()
        .checkpointed(
            lane.name(), manifest.id(), state.step(), manifest.bytes(), System.nanoTime() - start);
    return manifest;
  }

  /** The lanes of a partition that have checkpoints. */
  List<String> lanes(Predicate<String> here) {
    return store.lanes().stream().filter(here).toList();
  }

  /**
   * Deletes a lane's checkpoints that ran ahead of what was committed: Streams would fold the
   * records between twice.
   *
   * @param committed the next offset to process; records at or beyond it will come again
   */
  void dropAhead(String lane, long committed) {
    List<String> ahead =
        store.manifests(lane).stream()
            .filter(manifest -> manifest.offset() >= committed)
            .map(Manifest::id)
            .toList();
    if (!ahead.isEmpty()) {
      store.delete(ahead);
    }
  }

  /** The lane of its newest whole checkpoint below an offset; empty where there is none. */
  Optional<Lane> load(String lane, long offsetBelow) {
    return store.newestReadable(lane, offsetBelow).map(checkpoint -> lane(lane, checkpoint));
  }

  private Lane lane(String name, Checkpoint checkpoint) {
    Manifest manifest = checkpoint.manifest();
    Arena arena = Arena.on(context.device());
    try (Scope scope = Scope.on(context.device())) {
      Learned learned = Weights.of(checkpoint).under(context.weighting()).adoptedBy(arena);
      return new Lane(
          name,
          context,
          new LaneState(
              manifest.step(),
              manifest.seq(),
              manifest.offset(),
              manifest.fingerprint(),
              learned,
              arena,
              manifest.id()));
    }
  }

  /** A lane that has seen nothing: the base model. */
  Lane fresh(String name) {
    Arena arena = Arena.on(context.device());
    try (Scope scope = Scope.on(context.device())) {
      Learned learned =
          context.step().initial(context.base().parameters(), context.weighting()).adoptedBy(arena);
      return new Lane(
          name, context, new LaneState(0, 0, -1, Fingerprint.FIRST, learned, arena, null));
    }
  }
}
