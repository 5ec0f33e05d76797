package dev.freshet.state;

import static java.util.stream.Collectors.toCollection;

import dev.freshet.config.FaultPoint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDBException;

/**
 * Gives back the space of chunks that no manifest names any more.
 *
 * <p>A batch that nobody uses goes with its files, which are not read for it. In a batch that is
 * still used, the dead chunks are cut out and the rest is written anew, once. What is to be done is
 * noted beforehand, in the write that removes the manifests, and done again after a kill.
 */
final class Sweeper {
  private final StateDb db;
  private final Catalog catalog;

  Sweeper(StateDb db) {
    this.db = db;
    catalog = new Catalog(db);
  }

  /** Removes manifests, then the chunks that only they named; returns how many manifests. */
  int remove(List<Manifest> manifests) throws RocksDBException {
    Set<String> going = new HashSet<>();
    manifests.forEach(manifest -> going.add(manifest.id()));
    Set<Long> shrinking = new HashSet<>();
    Map<Long, List<String>> used = catalog.usedBatches();
    Uses uses = new Uses();
    for (Manifest manifest : manifests) {
      for (Chunk chunk : manifest.chunks()) {
        List<String> others = without(used.getOrDefault(chunk.batch(), List.of()), going);
        if (!uses.of(chunk.batch(), others).contains(chunk.index())) {
          shrinking.add(chunk.batch());
        }
      }
    }
    catalog.remove(manifests, shrinking);
    if (!manifests.isEmpty()) {
      FaultPoint.SWEEP.reached();
    }
    sweep(shrinking);
    return manifests.size();
  }

  /** Removes every batch without a manifest, and finishes what a kill has left undone. */
  int collect() throws RocksDBException {
    Set<Long> batches = new HashSet<>(batchesOnDisk());
    batches.removeAll(catalog.usedBatches().keySet());
    batches.addAll(catalog.pendingSweeps());
    sweep(batches);
    return batches.size();
  }

  /** A number above that of every batch, taken from the files' key ranges: nothing is read. */
  long nextBatch() throws RocksDBException {
    long onDisk = batchesOnDisk().stream().mapToLong(Long::longValue).max().orElse(0);
    long named = catalog.usedBatches().keySet().stream().mapToLong(b -> b).max().orElse(0);
    return Math.max(onDisk, named) + 1;
  }

  private void sweep(Set<Long> batches) throws RocksDBException {
    Map<Long, List<String>> used = catalog.usedBatches();
    Uses uses = new Uses();
    Set<Long> done = new HashSet<>();
    for (long batch : batches) {
      List<String> users = used.getOrDefault(batch, List.of());
      boolean swept = users.isEmpty() ? drop(batch) : cut(batch, uses.of(batch, users));
      if (swept) {
        done.add(batch);
      }
    }
    catalog.removeSweeps(done);
  }

  private boolean drop(long batch) throws RocksDBException {
    byte[] begin = Chunk.key(batch, 0);
    byte[] end = Chunk.key(batch + 1, 0);
    db.rocks.deleteFilesInRanges(db.chunks, List.of(begin, end), false);
    return filesOf(batch).isEmpty() || cut(batch, new TreeSet<>());
  }

  /** Leaves a damaged file as it is: its rest could not be written anew. */
  private boolean cut(long batch, NavigableSet<Integer> live) throws RocksDBException {
    if (!filesOf(batch).stream().allMatch(file -> FileCheck.fault(db, file) == null)) {
      return false;
    }
    int from = 0;
    for (int index : live) {
      remove(Chunk.key(batch, from), Chunk.key(batch, index));
      from = index + 1;
    }
    remove(Chunk.key(batch, from), Chunk.key(batch + 1, 0));
    db.rocks.compactRange(db.chunks, Chunk.key(batch, 0), Chunk.key(batch + 1, 0));
    return true;
  }

  private void remove(byte[] begin, byte[] end) throws RocksDBException {
    if (Arrays.compareUnsigned(begin, end) < 0) {
      db.rocks.deleteRange(db.chunks, db.options.synced, begin, end);
    }
  }

  private Set<Long> batchesOnDisk() throws RocksDBException {
    Set<Long> batches = new HashSet<>();
    for (LiveFileMetaData file : db.filesOf(db.chunks)) {
      LongStream.rangeClosed(first(file), last(file)).forEach(batches::add);
    }
    return batches;
  }

  private List<LiveFileMetaData> filesOf(long batch) throws RocksDBException {
    return db.filesOf(db.chunks).stream()
        .filter(file -> first(file) <= batch && batch <= last(file))
        .toList();
  }

  private static long first(LiveFileMetaData file) {
    return Chunk.batchOf(file.smallestKey());
  }

  private static long last(LiveFileMetaData file) {
    return Chunk.batchOf(file.largestKey());
  }

  private static List<String> without(List<String> ids, Set<String> going) {
    return ids.stream().filter(id -> !going.contains(id)).toList();
  }

  /** The chunks in use, batch by batch; each manifest is read once. */
  private final class Uses {
    private final Map<String, Manifest> read = new HashMap<>();
    private final Map<Long, NavigableSet<Integer>> found = new HashMap<>();

    NavigableSet<Integer> of(long batch, List<String> ids) throws RocksDBException {
      NavigableSet<Integer> known = found.get(batch);
      if (known == null) {
        known = new TreeSet<>();
        for (String id : ids) {
          known.addAll(indexes(id, batch));
        }
        found.put(batch, known);
      }
      return known;
    }

    private Set<Integer> indexes(String id, long batch) throws RocksDBException {
      Manifest manifest = read.get(id);
      if (manifest == null) {
        manifest = catalog.get(id).orElseThrow();
        read.put(id, manifest);
      }
      return manifest.chunks().stream()
          .filter(chunk -> chunk.batch() == batch)
          .map(Chunk::index)
          .collect(toCollection(TreeSet::new));
    }
  }
}
