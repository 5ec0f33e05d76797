package dev.freshet.state;

import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDBException;

/**
 * The one way to the open database: one task at a time, failures told in the user's terms, and the
 * database opened anew where that helps.
 *
 * <p>It helps twice. After a failed write RocksDB refuses others, though the disk may have space
 * again. And a reader beside a writer may miss a file that the writer has replaced since.
 */
final class StateAccess implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final Path folder;
  private final CheckpointSettings settings;
  private final boolean readOnly;
  private StateDb db;
  private String seen;
  private boolean failed;
  private boolean closed;

  private StateAccess(Path folder, CheckpointSettings settings, boolean readOnly) {
    this.folder = folder;
    this.settings = settings;
    this.readOnly = readOnly;
    seen = stamp();
    db = readOnly ? openedForReading() : StateDb.open(folder, settings);
  }

  /** Opens for writing; the catalog must be sound, chunks are judged when they are read. */
  static StateAccess open(Path folder, CheckpointSettings settings) {
    StateAccess access = new StateAccess(folder, settings, false);
    try {
      access.read(StateAccess::checkCatalog);
      return access;
    } catch (FreshetException e) {
      access.close();
      throw e;
    }
  }

  static StateAccess openReadOnly(Path folder, CheckpointSettings settings) {
    return new StateAccess(folder, settings, true);
  }

  synchronized <T> T read(Task<T> task) {
    checkOpen();
    for (int attempt = 1; ; attempt++) {
      FreshetException failure;
      try {
        return task.on(db);
      } catch (RocksDBException e) {
        failure = StateErrors.whileReading(folder, e);
      } catch (IOException e) {
        failure = StateErrors.cannotUse(folder, e);
      } catch (FreshetException e) {
        failure = e;
      }
      if (failure.code() != ExitCode.ARTEFACT || attempt == ATTEMPTS || !refresh()) {
        throw failure;
      }
    }
  }

  synchronized <T> T write(Task<T> task) {
    checkOpen();
    if (readOnly) {
      throw new IllegalStateException("the checkpoints are opened read-only");
    }
    try {
      if (failed) {
        reopen();
        failed = false;
      }
      return task.on(db);
    } catch (RocksDBException e) {
      failed = true;
      throw StateErrors.whileWriting(folder, e);
    } catch (IOException e) {
      failed = true;
      throw StateErrors.cannotUse(folder, e);
    }
  }

  /** Takes up what a writer has done since; false where nothing was, or where this one writes. */
  synchronized boolean refresh() {
    if (!readOnly || stamp().equals(seen)) {
      return false;
    }
    reopen();
    return true;
  }

  private void reopen() {
    db.close();
    seen = stamp();
    db = readOnly ? openedForReading() : StateDb.open(folder, settings);
  }

  private StateDb openedForReading() {
    for (int attempt = 1; ; attempt++) {
      try {
        return StateDb.openReadOnly(folder, settings);
      } catch (FreshetException e) {
        String now = stamp();
        if (attempt == ATTEMPTS || now.equals(seen)) {
          throw e;
        }
        seen = now;
      }
    }
  }

  /** Changes whenever RocksDB adds or drops a file: its log of files has grown or was renamed. */
  private String stamp() {
    Path current = folder.resolve("CURRENT");
    try {
      if (!Files.exists(current)) {
        return "";
      }
      String log = Files.readString(current).strip();
      return log + ' ' + Files.size(folder.resolve(log));
    } catch (IOException | IllegalArgumentException e) {
      return e.toString();
    }
  }

  private static boolean checkCatalog(StateDb db) throws RocksDBException {
    for (var family : List.of(db.manifests, db.refs)) {
      for (LiveFileMetaData file : db.filesOf(family)) {
        String fault = FileCheck.fault(db, file);
        if (fault != null) {
          throw StateErrors.damagedCatalog(db.path(file), fault);
        }
      }
    }
    return true;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the checkpoints are closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    db.close();
  }

  /** Something done with the open database. */
  interface Task<T> {
    T on(StateDb db) throws RocksDBException, IOException;
  }
}
