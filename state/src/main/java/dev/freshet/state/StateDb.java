package dev.freshet.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * An open RocksDB with the store's three column families, and all native objects it stands on.
 *
 * <p>{@code chunks}: batch and index to bytes. {@code manifests}: id to JSON. {@code refs}: see
 * {@link RefKeys}.
 *
 * <p>A store with a damaged file is opened all the same, with RocksDB's checks at opening relaxed:
 * the damage then shows where it is read, and the other checkpoints can be used.
 */
final class StateDb implements AutoCloseable {
  final Path folder;
  final StateOptions options;
  final RocksDB rocks;
  final ColumnFamilyHandle chunks;
  final ColumnFamilyHandle manifests;
  final ColumnFamilyHandle refs;
  private final List<ColumnFamilyHandle> handles;
  private boolean closed;

  private StateDb(Path folder, StateOptions options, RocksDB rocks, List<ColumnFamilyHandle> all) {
    this.folder = folder;
    this.options = options;
    this.rocks = rocks;
    handles = all;
    chunks = all.get(1);
    manifests = all.get(2);
    refs = all.get(3);
  }

  /** Opens for writing, creating what is missing. */
  static StateDb open(Path folder, CheckpointSettings settings) {
    try {
      Files.createDirectories(folder);
      if (!exists(folder) && holdsTables(folder)) {
        throw StateErrors.missing(folder, "the checkpoints' file CURRENT is missing");
      }
      StateDb db = openEither(folder, settings, false);
      Files.deleteIfExists(db.aside());
      return db;
    } catch (IOException e) {
      throw StateErrors.cannotUse(folder, e);
    }
  }

  /** Opens for reading what is there now, also beside a process that writes. */
  static StateDb openReadOnly(Path folder, CheckpointSettings settings) {
    if (!exists(folder)) {
      throw StateErrors.missing(folder, "there are no checkpoints in " + folder);
    }
    return openEither(folder, settings, true);
  }

  /** Whether a store was ever opened for writing there. */
  static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve("CURRENT"));
  }

  static Path setAside(Path folder) {
    for (int number = 1; ; number++) {
      Path place = folder.resolveSibling(folder.getFileName() + ".damaged-" + number);
      if (Files.notExists(place)) {
        try {
          return Files.move(folder, place);
        } catch (IOException e) {
          throw StateErrors.cannotUse(folder, e);
        }
      }
    }
  }

  private static boolean holdsTables(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".sst"));
    }
  }

  private static StateDb openEither(Path folder, CheckpointSettings settings, boolean readOnly) {
    try {
      return open(folder, settings, readOnly, true);
    } catch (RocksDBException strict) {
      try {
        return open(folder, settings, readOnly, false);
      } catch (RocksDBException relaxed) {
        FreshetException shown = StateErrors.whileReading(folder, relaxed);
        shown.addSuppressed(strict);
        throw shown;
      }
    }
  }

  private static StateDb open(
      Path folder, CheckpointSettings settings, boolean readOnly, boolean strict)
      throws RocksDBException {
    StateOptions options = new StateOptions(settings);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      options.db.setParanoidChecks(strict);
      List<ColumnFamilyDescriptor> families = families(options);
      String path = folder.toString();
      RocksDB rocks =
          readOnly
              ? RocksDB.openReadOnly(options.readOnly().db, path, families, handles)
              : RocksDB.open(options.db, path, families, handles);
      return new StateDb(folder, options, rocks, handles);
    } catch (RocksDBException e) {
      options.close();
      throw e;
    }
  }

  private static List<ColumnFamilyDescriptor> families(StateOptions options) {
    return List.of(
        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.family),
        new ColumnFamilyDescriptor("chunks".getBytes(UTF_8), options.family),
        new ColumnFamilyDescriptor("manifests".getBytes(UTF_8), options.family),
        new ColumnFamilyDescriptor("refs".getBytes(UTF_8), options.family));
  }

  /** The file that a batch is filled in before it is taken in. */
  Path aside() {
    return folder.resolve("incoming.tmp");
  }

  /** The files that hold records now, with their checksums. */
  List<LiveFileMetaData> files() {
    return rocks.getLiveFilesMetaData();
  }

  List<LiveFileMetaData> filesOf(ColumnFamilyHandle family) throws RocksDBException {
    byte[] name = family.getName();
    return files().stream().filter(f -> Arrays.equals(f.columnFamilyName(), name)).toList();
  }

  Path path(LiveFileMetaData file) {
    return folder.resolve(file.fileName().substring(1));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      handles.forEach(ColumnFamilyHandle::close);
      rocks.close();
      options.close();
    }
  }
}
