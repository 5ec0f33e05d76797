package dev.freshet.state;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FaultPoint;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;

/**
 * Writes a checkpoint in the order that survives a kill: chunks, then the manifest with its refs.
 */
final class CheckpointWriter {
  /** How many of the newest checkpoints are searched for chunks that a new one shares. */
  private static final int SHARE_WITH_MAX = 32;

  private final StateDb db;
  private final Catalog catalog;
  private final int chunkBytes;

  CheckpointWriter(StateDb db, int chunkBytes) {
    this.db = db;
    this.chunkBytes = chunkBytes;
    catalog = new Catalog(db);
  }

  Manifest write(CheckpointDraft draft) throws RocksDBException, IOException {
    checkTags(draft);
    List<ArrayEntry> arrays = chunks(draft);
    FaultPoint.MANIFEST.reached();
    return put(Manifest.of(draft, arrays));
  }

  /** Makes a manifest visible whose chunks are durable. */
  Manifest put(Manifest manifest) throws RocksDBException {
    Optional<Manifest> same = catalog.get(manifest.id());
    boolean moved = same.isPresent() && !same.get().arrays().equals(manifest.arrays());
    catalog.put(manifest, moved ? same.get() : null);
    return catalog.get(manifest.id()).orElseThrow();
  }

  private List<ArrayEntry> chunks(CheckpointDraft draft) throws RocksDBException, IOException {
    List<ArrayEntry> entries = new ArrayList<>();
    long batch = new Sweeper(db).nextBatch();
    try (ChunkWriter writer = new ChunkWriter(db, chunkBytes, batch, newest())) {
      for (Map.Entry<String, List<NamedArray>> group : draft.groups().entrySet()) {
        for (NamedArray array : group.getValue()) {
          entries.add(writer.write(group.getKey(), array));
        }
      }
      writer.finish();
    }
    return entries;
  }

  private List<Manifest> newest() throws RocksDBException {
    List<List<String>> batches = new ArrayList<>(catalog.usedBatches().values());
    Collections.reverse(batches);
    Set<String> ids = new LinkedHashSet<>();
    batches.forEach(ids::addAll);
    List<Manifest> newest = new ArrayList<>();
    for (String id : ids.stream().limit(SHARE_WITH_MAX).toList()) {
      catalog.get(id).ifPresent(newest::add);
    }
    return newest;
  }

  /** A tag of a new checkpoint must be free, or name a checkpoint with the same content. */
  private void checkTags(CheckpointDraft draft) throws RocksDBException {
    for (String tag : draft.sortedTags()) {
      String named = catalog.tagged(tag);
      if (named != null && !samePlace(named, draft)) {
        throw taken(tag, named);
      }
    }
  }

  private boolean samePlace(String id, CheckpointDraft draft) throws RocksDBException {
    return catalog.get(id).filter(m -> m.position().equals(draft.position())).isPresent();
  }

  static FreshetException taken(String tag, String id) {
    return new FreshetException(
        ExitCode.USAGE,
        "the tag '%s' names checkpoint %s already".formatted(tag, id),
        tag,
        "take the tag away first, or choose another");
  }
}
