package dev.freshet.state;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;

/** Finds checkpoints by lane, id, prefix or tag. */
final class Finder {
  private static final int SHORTEST_PREFIX = 4;

  private final StateDb db;
  private final Catalog catalog;

  Finder(StateDb db) {
    this.db = db;
    catalog = new Catalog(db);
  }

  List<Manifest> inLane(String lane) throws RocksDBException {
    List<Manifest> manifests = new ArrayList<>();
    for (String id : newestFirst(lane)) {
      catalog.get(id).ifPresent(manifests::add);
    }
    return manifests;
  }

  Optional<Manifest> find(String text) throws RocksDBException {
    String tagged = catalog.tagged(text);
    if (tagged != null) {
      return catalog.get(tagged);
    }
    if (text.length() < SHORTEST_PREFIX) {
      return Optional.empty();
    }
    List<String> ids = catalog.idsFrom(text);
    if (ids.size() > 1) {
      throw new FreshetException(
          ExitCode.USAGE,
          "'%s' is the beginning of %d checkpoint ids".formatted(text, ids.size()),
          text,
          "write more digits of the one you mean");
    }
    return ids.isEmpty() ? Optional.empty() : catalog.get(ids.get(0));
  }

  Optional<Checkpoint> newestReadable(String lane, long offsetBelow) throws RocksDBException {
    for (String id : newestFirst(lane)) {
      Optional<Manifest> below = catalog.get(id).filter(m -> m.offset() < offsetBelow);
      Optional<Checkpoint> whole = below.flatMap(this::readable);
      if (whole.isPresent()) {
        return whole;
      }
    }
    return Optional.empty();
  }

  /** Nothing where the checkpoint is damaged: an earlier one, or the log, takes over. */
  private Optional<Checkpoint> readable(Manifest manifest) {
    try {
      return Optional.of(new ChunkReader(db).read(manifest));
    } catch (FreshetException e) {
      if (e.code() != ExitCode.ARTEFACT) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** The checkpoints with these ids; one that is not there is the caller's mistake. */
  List<Manifest> all(Collection<String> ids) throws RocksDBException {
    List<Manifest> manifests = new ArrayList<>();
    for (String id : ids) {
      manifests.add(catalog.get(id).orElseThrow(() -> unknown(id)));
    }
    return manifests;
  }

  /**
   * The untagged checkpoints of a lane that are older than its newest so many, but for the first in
   * each so many steps.
   */
  List<Manifest> beyond(String lane, int keep, int every) throws RocksDBException {
    List<Manifest> newestFirst = inLane(lane);
    Set<String> first = new HashSet<>();
    if (every > 0) {
      Map<Long, String> byStretch = new HashMap<>();
      newestFirst.forEach(m -> byStretch.put(m.step() / every, m.id()));
      first.addAll(byStretch.values());
    }
    return newestFirst.stream()
        .skip(keep)
        .filter(m -> m.tags().isEmpty() && !first.contains(m.id()))
        .toList();
  }

  void checkFree(String tag, String id) throws RocksDBException {
    String named = catalog.tagged(tag);
    if (named != null && !named.equals(id)) {
      throw CheckpointWriter.taken(tag, named);
    }
  }

  private List<String> newestFirst(String lane) throws RocksDBException {
    List<String> ids = new ArrayList<>(catalog.idsIn(lane));
    Collections.reverse(ids);
    return ids;
  }

  private static FreshetException unknown(String id) {
    return new FreshetException(
        ExitCode.USAGE, "there is no checkpoint " + id, id, "`checkpoint ls` lists the ids");
  }
}
