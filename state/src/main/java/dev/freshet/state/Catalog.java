package dev.freshet.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** The manifests and the references to them; every change is one synchronous batch. */
final class Catalog {
  /** Small files that may pile up in a column family before they are merged into one. */
  private static final int SMALL_FILES = 8;

  private static final byte[] NOTHING = {};

  private final StateDb db;

  Catalog(StateDb db) {
    this.db = db;
  }

  /**
   * Makes a manifest, its references and its tags visible at once.
   *
   * @param replaced the manifest that had this id until now, its chunks in other places
   */
  void put(Manifest manifest, @Nullable Manifest replaced) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      if (replaced != null) {
        removeUses(batch, replaced);
        markForSweep(batch, batchesOf(replaced));
      }
      byte[] id = manifest.id().getBytes(UTF_8);
      batch.put(db.manifests, id, ManifestJson.write(manifest.withTags(new TreeSet<>())));
      batch.put(db.refs, RefKeys.inLane(manifest), NOTHING);
      for (long used : batchesOf(manifest)) {
        batch.put(db.refs, RefKeys.inBatch(used, manifest.id()), NOTHING);
      }
      for (String tag : manifest.tags()) {
        batch.put(db.refs, RefKeys.tag(tag), id);
      }
      commit(batch);
    }
  }

  /** Removes manifests with all that names them, and notes the batches that are to be swept. */
  void remove(Collection<Manifest> manifests, Set<Long> toSweep) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Manifest manifest : manifests) {
        batch.delete(db.manifests, manifest.id().getBytes(UTF_8));
        batch.delete(db.refs, RefKeys.inLane(manifest));
        removeUses(batch, manifest);
        for (String tag : manifest.tags()) {
          batch.delete(db.refs, RefKeys.tag(tag));
        }
      }
      markForSweep(batch, toSweep);
      commit(batch);
    }
  }

  void putTag(String tag, String id) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(db.refs, RefKeys.tag(tag), id.getBytes(UTF_8));
      commit(batch);
    }
  }

  /** Removes a tag; returns whether it was there. */
  boolean removeTag(String tag) throws RocksDBException {
    boolean there = tagged(tag) != null;
    removeRefs(List.of(RefKeys.tag(tag)));
    return there;
  }

  void removeSweeps(Collection<Long> batches) throws RocksDBException {
    removeRefs(batches.stream().map(RefKeys::sweep).toList());
  }

  Optional<Manifest> get(String id) throws RocksDBException {
    byte[] json = db.rocks.get(db.manifests, id.getBytes(UTF_8));
    return json == null
        ? Optional.empty()
        : Optional.of(ManifestJson.read(id, json).withTags(tagsOf(id)));
  }

  @Nullable String tagged(String tag) throws RocksDBException {
    byte[] id = db.rocks.get(db.refs, RefKeys.tag(tag));
    return id == null ? null : new String(id, UTF_8);
  }

  /** Ids that begin so; all for an empty text. */
  List<String> idsFrom(String prefix) throws RocksDBException {
    return keys(db.manifests, prefix.getBytes(UTF_8)).stream()
        .map(key -> new String(key, UTF_8))
        .toList();
  }

  /** Ids of a lane's checkpoints, the newest last. */
  List<String> idsIn(String lane) throws RocksDBException {
    return keys(db.refs, RefKeys.lane(lane)).stream().map(RefKeys::idOf).toList();
  }

  SortedSet<String> lanes() throws RocksDBException {
    return keys(db.refs, RefKeys.LANES).stream()
        .map(RefKeys::laneOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The batches that some checkpoint has chunks in, oldest first, with those checkpoints' ids. */
  Map<Long, List<String>> usedBatches() throws RocksDBException {
    return keys(db.refs, RefKeys.BATCHES).stream()
        .collect(
            Collectors.groupingBy(
                RefKeys::batchOf,
                LinkedHashMap::new,
                Collectors.mapping(RefKeys::idOf, Collectors.toList())));
  }

  List<Long> pendingSweeps() throws RocksDBException {
    return keys(db.refs, RefKeys.SWEEPS).stream().map(RefKeys::batchOf).toList();
  }

  static Set<Long> batchesOf(Manifest manifest) {
    return manifest.chunks().stream().map(Chunk::batch).collect(Collectors.toSet());
  }

  private SortedSet<String> tagsOf(String id) throws RocksDBException {
    SortedSet<String> names = new TreeSet<>();
    for (byte[] key : keys(db.refs, RefKeys.TAGS)) {
      if (id.equals(tagged(RefKeys.tagOf(key)))) {
        names.add(RefKeys.tagOf(key));
      }
    }
    return names;
  }

  private void removeRefs(List<byte[]> keys) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (byte[] key : keys) {
        batch.delete(db.refs, key);
      }
      commit(batch);
    }
  }

  private void removeUses(WriteBatch batch, Manifest manifest) throws RocksDBException {
    for (long used : batchesOf(manifest)) {
      batch.delete(db.refs, RefKeys.inBatch(used, manifest.id()));
    }
  }

  private void markForSweep(WriteBatch batch, Set<Long> toSweep) throws RocksDBException {
    for (long swept : toSweep) {
      batch.put(db.refs, RefKeys.sweep(swept), NOTHING);
    }
  }

  /** Writes through to files that RocksDB has a checksum of, so that no damage goes unnoticed. */
  private void commit(WriteBatch batch) throws RocksDBException {
    if (batch.count() == 0) {
      return;
    }
    db.rocks.write(db.options.synced, batch);
    db.rocks.flush(db.options.flush, List.of(db.manifests, db.refs));
    for (ColumnFamilyHandle family : List.of(db.manifests, db.refs)) {
      if (db.filesOf(family).size() > SMALL_FILES) {
        db.rocks.compactRange(family);
      }
    }
  }

  private List<byte[]> keys(ColumnFamilyHandle family, byte[] prefix) throws RocksDBException {
    List<byte[]> keys = new ArrayList<>();
    try (RocksIterator entries = db.rocks.newIterator(family)) {
      entries.seek(prefix);
      while (entries.isValid() && RefKeys.startsWith(entries.key(), prefix)) {
        keys.add(entries.key());
        entries.next();
      }
      entries.status();
    }
    return keys;
  }
}
