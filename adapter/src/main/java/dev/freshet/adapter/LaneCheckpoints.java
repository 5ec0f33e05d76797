package dev.freshet.adapter;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Ground;
import dev.freshet.learner.step.Learned;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.CheckpointDraft;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.state.NamedArray;
import dev.freshet.state.Position;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Scope;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lanes in and out of the checkpoint store. A checkpoint is taken between two batches only, so that
 * it needs no record from before it.
 */
final class LaneCheckpoints {
  private static final String GROUND = "ground.";

  /** No lane's name has this letter. */
  private static final String SIDE = "~side";

  private static final int SIDES_KEPT = 2;
  private static final Logger LOG = LoggerFactory.getLogger(LaneCheckpoints.class);

  private final CheckpointStore store;
  private final LaneMirror mirror;
  private final CheckpointSettings settings;
  private final FoldContext context;
  private final Clock clock;

  LaneCheckpoints(
      CheckpointStore store,
      LaneMirror mirror,
      CheckpointSettings settings,
      FoldContext context,
      Clock clock) {
    this.store = store;
    this.mirror = mirror;
    this.settings = settings;
    this.context = context;
    this.clock = clock;
  }

  /** Whether a lane has taken enough steps since its last checkpoint, and can be stored now. */
  boolean isDue(Lane lane, long stepOfLast) {
    return lane.isSettled() && lane.state().step() - stepOfLast >= settings.every();
  }

  /** Stores a lane as it stands, under names that keep it; returns the checkpoint, durable. */
  Manifest write(Lane lane, String reason, Set<String> tags) {
    long start = System.nanoTime();
    Manifest manifest = write(lane, lane.name(), reason);
    tags.forEach(tag -> store.moveTag(manifest.id(), tag));
    store.retain(lane.name(), settings.keep(), settings.keepEvery());
    mirror.changed(lane.name());
    context
        .listener()
        .checkpointed(
            lane.name(),
            manifest.id(),
            manifest.step(),
            manifest.bytes(),
            System.nanoTime() - start);
    return manifest;
  }

  /** Stores a side lineage on its way, apart from its lane's own checkpoints. */
  void writeSide(Lane side) {
    write(side, side.name() + SIDE, "side");
    store.retain(side.name() + SIDE, SIDES_KEPT, 0);
  }

  /** Deletes what side lineages of a lane have stored. */
  void dropSides(String lane) {
    List<String> ids = store.manifests(lane + SIDE).stream().map(Manifest::id).toList();
    if (!ids.isEmpty()) {
      store.delete(ids);
    }
  }

  private Manifest write(Lane lane, String storedAs, String reason) {
    LaneState state = lane.state();
    Manifest manifest =
        store.write(
            new CheckpointDraft(
                new Position(storedAs, state.step(), state.seq(), state.offset()),
                clock.instant(),
                state.checkpoint(),
                state.fingerprint(),
                lane.rules().provenance(),
                reason,
                notes(lane),
                Set.of(),
                groups(state)));
    lane.checkpointed(manifest.id());
    return manifest;
  }

  private static Map<String, List<NamedArray>> groups(LaneState state) {
    Map<String, List<NamedArray>> groups = new LinkedHashMap<>(Weights.groups(state.learned()));
    groups.putAll(state.shelf().groups());
    return groups;
  }

  private static Map<String, String> notes(Lane lane) {
    Map<String, String> notes = Weights.notes(lane.state().learned());
    lane.rules().ground().values().forEach((part, text) -> notes.put(GROUND + part, text));
    lane.state().lineage().note(notes);
    lane.state().alarms().note(notes);
    return notes;
  }

  /** Names a checkpoint that is still there; one that retention took is told in the log file. */
  void tag(String checkpoint, String name) {
    store
        .find(checkpoint)
        .ifPresentOrElse(
            manifest -> {
              store.moveTag(manifest.id(), name);
              mirror.changed(manifest.lane());
            },
            () -> LOG.warn("the tag {} finds no checkpoint {}", name, checkpoint));
  }

  /** The lanes of a partition that have checkpoints, here or in the mirror. */
  List<String> lanes(Predicate<String> here, long offsetBelow) {
    mirror.adopt(here, offsetBelow);
    return store.lanes().stream().filter(lane -> !lane.endsWith(SIDE)).filter(here).toList();
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

  /** The newest whole checkpoint, of a lane or of its sides, that a lineage passes through. */
  Optional<Lane> loadFor(Survey survey) {
    List<Manifest> candidates = new ArrayList<>(store.manifests(survey.lane()));
    candidates.addAll(store.manifests(survey.lane() + SIDE));
    candidates.removeIf(manifest -> !survey.passesThrough(manifest));
    candidates.sort(Comparator.comparingLong(Manifest::seq).reversed());
    for (Manifest manifest : candidates) {
      try {
        return Optional.of(lane(survey.lane(), store.read(manifest)));
      } catch (FreshetException e) {
        if (e.code() != ExitCode.ARTEFACT && e.code() != ExitCode.USAGE) {
          throw e;
        }
        LOG.warn("checkpoint {} is passed over: {}", manifest.id(), e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Deletes every checkpoint that holds a document that is forgotten now; returns how many. */
  int purge(Survey survey) {
    List<Manifest> tainted = new ArrayList<>(store.manifests(survey.lane()));
    tainted.addAll(store.manifests(survey.lane() + SIDE));
    tainted.removeIf(manifest -> !survey.isTainted(manifest));
    if (!tainted.isEmpty()) {
      store.delete(tainted.stream().map(Manifest::id).toList());
      LOG.info("{} checkpoints held what is forgotten, and are deleted", tainted.size());
    }
    return tainted.size();
  }

  int every() {
    return settings.every();
  }

  Lane lane(String name, Checkpoint checkpoint) {
    Manifest manifest = checkpoint.manifest();
    Ground logged = ground(manifest);
    context.requireModel(name, manifest.provenance().baseModel(), logged.tokenizer());
    FoldRules rules = context.rules(logged);
    Arena arena = Arena.on(context.device());
    try (Scope scope = Scope.on(context.device())) {
      Learned learned =
          Weights.of(checkpoint, context.tokenizer()).under(rules.weighting()).adoptedBy(arena);
      return new Lane(
          name,
          context,
          rules,
          new LaneState(
              manifest.step(),
              manifest.seq(),
              manifest.offset(),
              manifest.fingerprint(),
              learned,
              arena,
              manifest.id(),
              Lineage.of(manifest),
              Shelf.of(checkpoint.group(Shelf.group())),
              Alarms.of(manifest)));
    }
  }

  /** What a checkpoint's lane was folded under; of one that does not say, what we run under. */
  private Ground ground(Manifest manifest) {
    return logged(manifest).orElse(context.ground());
  }

  /** What a checkpoint says that its lane was folded under. */
  static Optional<Ground> logged(Manifest manifest) {
    Map<String, String> values = new TreeMap<>();
    manifest
        .notes()
        .forEach(
            (note, text) -> {
              if (note.startsWith(GROUND)) {
                values.put(note.substring(GROUND.length()), text);
              }
            });
    return values.isEmpty() ? Optional.empty() : Optional.of(Ground.of(values));
  }

  /** A lane that has seen nothing: the base model, under what we run until its log says more. */
  Lane fresh(String name) {
    Arena arena = Arena.on(context.device());
    try (Scope scope = Scope.on(context.device())) {
      FoldRules rules = context.rules(context.ground());
      Learned learned =
          rules.step().initial(context.base().parameters(), rules.weighting()).adoptedBy(arena);
      return new Lane(
          name,
          context,
          rules,
          new LaneState(
              0,
              0,
              -1,
              Fingerprint.FIRST,
              learned,
              arena,
              null,
              Lineage.FIRST,
              Shelf.EMPTY,
              Alarms.NONE));
    }
  }
}
