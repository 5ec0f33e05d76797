package dev.freshet.adapter;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.shred.KeySource;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.tensor.TensorTree;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The fold of one lane over records at hand. It is the one that Kafka Streams drives, without a
 * broker: nothing is reported or committed, and commands that undo are made good at their switch.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ReplayFold implements AutoCloseable {
  private final FoldContext context;
  private final Fold fold;
  private final SealedTexts texts;
  private final String lane;

  /**
   * Begins at the newest checkpoint of the lane in a store, else at the base model.
   *
   * @param context of the settings for what the log does not say
   * @param store of this replay alone
   * @param log where commands that undo read again
   */
  public ReplayFold(
      Settings settings, FoldContext context, CheckpointStore store, RecordedLog log) {
    this.context = context;
    this.lane = log.lane();
    LaneCheckpoints checkpoints = checkpoints(settings, context, store);
    LogAccess access =
        new LogAccess(
            (group, topic) -> OptionalLong.empty(), log, KeySource.NONE, (to, control) -> {});
    this.texts = new SealedTexts(access, 0);
    this.fold = new Fold(context, checkpoints, new Sides(context, checkpoints, access), 1);
    fold.load(Long.MAX_VALUE, lane::equals);
  }

  private static LaneCheckpoints checkpoints(
      Settings settings, FoldContext context, CheckpointStore store) {
    return new LaneCheckpoints(
        store, LaneMirror.none(store), settings.checkpoint(), context, Clock.systemUTC());
  }

  /** Puts a checkpoint into a replay's own store, to go on from it as a variant does. */
  public static void begin(
      Checkpoint start,
      Variant variant,
      Settings settings,
      FoldContext context,
      CheckpointStore store) {
    LaneCheckpoints checkpoints = checkpoints(settings, context, store);
    try (Lane from = checkpoints.lane(start.manifest().lane(), start)) {
      from.goOnUnder(variant.over(from.rules().ground()));
      checkpoints.write(from, "start", Set.of());
    }
  }

  /** What a checkpoint's lane was folded under, where it says so. */
  public static Optional<Ground> ground(Checkpoint checkpoint) {
    return LaneCheckpoints.logged(checkpoint.manifest());
  }

  /** Applies the next record; returns what is decided by it. */
  public List<Adaptation> apply(LogSource.Logged logged) {
    return fold.apply(texts.opened(logged.record()), logged.offset()).reports().stream()
        .map(Report::adaptation)
        .toList();
  }

  /** The number of the last record that came; 0 before the first. */
  public long lastSeq() {
    return fold.has(lane) ? fold.lane(lane).lastSeq() : 0;
  }

  public long step() {
    return fold.has(lane) ? fold.lane(lane).state().step() : 0;
  }

  /** Whether no document waits for its batch. */
  public boolean isSettled() {
    return !fold.has(lane) || fold.lane(lane).isSettled();
  }

  /** The weights that are served, as they stand; valid until the next record. */
  public TensorTree parameters() {
    return fold.has(lane)
        ? fold.lane(lane).state().learned().served()
        : context.base().parameters();
  }

  /** SHA-256 over the weights, as checkpoints hold it. */
  public String weightsDigest() {
    return Weights.digest(parameters());
  }

  /** Bytes of the weights and of what the optimizer and the weighting keep. */
  public long stateBytes() {
    if (!fold.has(lane)) {
      return 0;
    }
    return Weights.groups(fold.lane(lane).state().learned()).values().stream()
        .flatMap(List::stream)
        .mapToLong(array -> array.bytes().remaining())
        .sum();
  }

  /** Stores the lane as it stands, between two batches. */
  public Manifest checkpoint(CheckpointStore store, Settings settings) {
    return checkpoints(settings, context, store).write(fold.lane(lane), "replay", Set.of());
  }

  @Override
  public void close() {
    fold.close();
    texts.close();
  }
}
