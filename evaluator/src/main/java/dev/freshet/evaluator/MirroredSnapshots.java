package dev.freshet.evaluator;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.snapshot.Snapshot;
import dev.freshet.learner.snapshot.SnapshotSource;
import dev.freshet.state.CheckpointMirror;
import dev.freshet.state.Digests;
import dev.freshet.state.Manifest;
import dev.freshet.state.NamedArray;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights of a learner in another process, out of the mirror of its checkpoints. Not every step
 * has one: who asks for a step gets the first checkpoint that has learned all of it, and gets none
 * while that is still to come. A learner is never held up.
 *
 * <p>The folder is looked at now and then; a bounded number of checkpoints is kept loaded, the
 * least recently used makes room. A damaged one is passed over. So is one of a lineage that a
 * rollback left: a later checkpoint of the lane has taken no more steps than it.
 */
public final class MirroredSnapshots implements SnapshotSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MirroredSnapshots.class);

  /**
   * What was seen of a lane.
   *
   * @param lineage its checkpoints, each with more steps than the one before
   * @param damaged ids of those that could not be read
   */
  private record Seen(List<Manifest> lineage, Set<String> damaged, long nanos) {}

  private final CheckpointMirror mirror;
  private final LanguageModel base;
  private final String baseDigest;
  private final int capacity;
  private final long lookNanos;
  private final Map<String, Seen> lanes = new HashMap<>();
  private final Map<String, Snapshot> loaded = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The snapshots of a mirror.
   *
   * @param base the model that the lanes began with
   * @param capacity checkpoints kept loaded
   * @param lookEvery how old may be what is known of the folder
   */
  public MirroredSnapshots(
      CheckpointMirror mirror, LanguageModel base, int capacity, Duration lookEvery) {
    this.mirror = mirror;
    this.base = base;
    this.baseDigest = Digests.ofWeights(arrays(base.parameters()));
    this.capacity = capacity;
    this.lookNanos = lookEvery.toNanos();
  }

  @Override
  public synchronized Optional<Snapshot> find(String lane, long step) {
    Seen seen = look(lane);
    for (Manifest manifest : seen.lineage()) {
      if (manifest.step() >= step) {
        Optional<Snapshot> snapshot = open(manifest, seen);
        if (snapshot.isPresent()) {
          return snapshot;
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized Optional<Snapshot> latest(String lane, long step) {
    Seen seen = look(lane);
    for (int i = seen.lineage().size() - 1; i >= 0; i--) {
      Manifest manifest = seen.lineage().get(i);
      if (manifest.step() <= step) {
        Optional<Snapshot> snapshot = open(manifest, seen);
        if (snapshot.isPresent()) {
          return snapshot;
        }
      }
    }
    return Optional.empty();
  }

  /** Nothing to do: no learner waits, and what is loaded makes room by itself. */
  @Override
  public void release(String lane, long step) {}

  /** As {@link #release}. */
  @Override
  public void releaseOldest(String lane) {}

  @Override
  public boolean comesLater() {
    return true;
  }

  /** What the folder holds of a lane; where it cannot be read, what it held before. */
  private Seen look(String lane) {
    @Nullable Seen before = lanes.get(lane);
    long now = System.nanoTime();
    if (before != null && now - before.nanos() < lookNanos) {
      return before;
    }
    List<Manifest> lineage;
    try {
      lineage = lineage(mirror.manifests(lane));
    } catch (FreshetException e) {
      LOG.warn("the mirror does not answer; what comes is scored once it does", e);
      lineage = before == null ? List.of() : before.lineage();
    }
    Set<String> damaged = new HashSet<>();
    if (before != null) {
      lineage.stream().map(Manifest::id).filter(before.damaged()::contains).forEach(damaged::add);
    }
    Seen seen = new Seen(lineage, damaged, now);
    lanes.put(lane, seen);
    return seen;
  }

  /** Of checkpoints, the newest first, those that the newest goes back to; the oldest first. */
  private static List<Manifest> lineage(List<Manifest> manifests) {
    List<Manifest> lineage = new ArrayList<>();
    long lowest = Long.MAX_VALUE;
    for (Manifest manifest : manifests) {
      if (manifest.step() < lowest) {
        lowest = manifest.step();
        lineage.add(0, manifest);
      }
    }
    return lineage;
  }

  private Optional<Snapshot> open(Manifest manifest, Seen seen) {
    @Nullable Snapshot kept = loaded.get(manifest.id());
    if (kept != null) {
      return Optional.of(kept.shared());
    }
    if (seen.damaged().contains(manifest.id())) {
      return Optional.empty();
    }
    requireBase(manifest);
    Optional<List<NamedArray>> arrays = mirror.read(manifest, Manifest.WEIGHTS);
    if (arrays.isEmpty()) {
      LOG.warn(
          "checkpoint {} (lane {}, step {}) is damaged or gone in the mirror, and is passed over",
          manifest.id(),
          manifest.lane(),
          manifest.step());
      seen.damaged().add(manifest.id());
      return Optional.empty();
    }
    makeRoom();
    Snapshot snapshot = load(manifest, arrays.get());
    loaded.put(manifest.id(), snapshot);
    return Optional.of(snapshot.shared());
  }

  private void requireBase(Manifest manifest) {
    if (!manifest.provenance().baseModel().equals(baseDigest)) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "lane "
              + manifest.lane()
              + " in the mirror is folded over another base model than the one in "
              + base.directory(),
          "model.directory",
          "name the learner's model, and its `checkpoint.mirror`");
    }
  }

  private void makeRoom() {
    Iterator<Snapshot> eldest = loaded.values().iterator();
    while (loaded.size() >= capacity) {
      eldest.next().close();
      eldest.remove();
    }
  }

  private Snapshot load(Manifest manifest, List<NamedArray> arrays) {
    Arena arena = Arena.on(base.device());
    try (Scope scope = Scope.on(base.device())) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      arrays.forEach(array -> weights.put(array.name(), tensor(array)));
      return new Snapshot(
          manifest.lane(), manifest.step(), arena.adopt(TensorTree.of(weights)), arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static Tensor tensor(NamedArray array) {
    long[] shape = array.shape().stream().mapToLong(Long::longValue).toArray();
    return Tensor.of(array.bytes(), Dtype.valueOf(array.dtype()), shape);
  }

  /** Weights as a checkpoint has them. */
  static List<NamedArray> arrays(TensorTree weights) {
    return weights.tensors().entrySet().stream()
        .map(
            entry ->
                NamedArray.of(
                    entry.getKey(),
                    entry.getValue().dtype().name(),
                    entry.getValue().shape(),
                    entry.getValue().toBytes()))
        .toList();
  }

  /** Checkpoints that are loaded. */
  synchronized int size() {
    return loaded.size();
  }

  /** Lets go of all that is loaded; each is freed once no one uses it. */
  @Override
  public synchronized void close() {
    loaded.values().forEach(Snapshot::close);
    loaded.clear();
  }
}
