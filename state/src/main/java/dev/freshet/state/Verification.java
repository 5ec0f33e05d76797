package dev.freshet.state;

import dev.freshet.config.FreshetException;
import dev.freshet.state.VerifyReport.Damage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDBException;

/**
 * Reads everything: each file as a whole, for damage where no record lies, and each checkpoint
 * array by array, which also proves that RocksDB finds and gives the right bytes.
 */
final class Verification {
  private final StateDb db;
  private final Catalog catalog;
  private final ChunkReader reader;

  Verification(StateDb db) {
    this.db = db;
    catalog = new Catalog(db);
    reader = new ChunkReader(db);
  }

  VerifyReport run() {
    List<Damage> damaged = new ArrayList<>();
    List<LiveFileMetaData> files = db.files();
    for (LiveFileMetaData file : files) {
      add(damaged, check(file));
    }
    List<String> ids = ids(damaged);
    for (String id : ids) {
      add(damaged, check(id));
    }
    long bytes = files.stream().mapToLong(LiveFileMetaData::size).sum();
    return new VerifyReport(ids.size(), files.size(), bytes, damaged);
  }

  /**
   * Looks again at what seemed damaged while another process was writing: what has been deleted
   * since then was not damaged.
   */
  VerifyReport again(VerifyReport before) {
    if (before.damaged().stream().anyMatch(d -> d.file() == null && d.checkpoint() == null)) {
      return run();
    }
    Map<String, LiveFileMetaData> files =
        db.files().stream().collect(Collectors.toMap(this::name, file -> file));
    List<Damage> still = new ArrayList<>();
    for (Damage damage : before.damaged()) {
      LiveFileMetaData file = damage.file() == null ? null : files.get(damage.file());
      if (file != null) {
        add(still, check(file));
      }
      if (damage.checkpoint() != null) {
        add(still, check(damage.checkpoint()));
      }
    }
    return new VerifyReport(before.checked(), before.files(), before.bytes(), still);
  }

  private List<String> ids(List<Damage> damaged) {
    try {
      return catalog.idsFrom("");
    } catch (RocksDBException e) {
      damaged.add(new Damage(null, null, "the checkpoints cannot be listed: " + e.getMessage()));
      return List.of();
    }
  }

  private @Nullable Damage check(LiveFileMetaData file) {
    String fault = FileCheck.fault(db, file);
    return fault == null ? null : new Damage(null, name(file), fault);
  }

  private @Nullable Damage check(String id) {
    try {
      Optional<Manifest> manifest = catalog.get(id);
      if (manifest.isPresent()) {
        for (ArrayEntry entry : manifest.get().arrays()) {
          reader.check(manifest.get(), entry);
        }
      }
      return null;
    } catch (RocksDBException e) {
      return new Damage(id, null, Objects.toString(e.getMessage()));
    } catch (FreshetException e) {
      return new Damage(id, null, Objects.toString(e.getMessage()));
    }
  }

  private String name(LiveFileMetaData file) {
    return db.path(file).getFileName().toString();
  }

  private static void add(List<Damage> damaged, @Nullable Damage damage) {
    if (damage != null) {
      damaged.add(damage);
    }
  }
}
