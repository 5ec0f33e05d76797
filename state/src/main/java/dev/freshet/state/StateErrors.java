package dev.freshet.state;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * What RocksDB's failures mean to a user.
 *
 * <p>RocksDB passes the operating system's reason on as text only, so the text decides: a full
 * disk, a failing one, a missing right, a lock that another process holds. What is left over is
 * damage when it came up in reading, and a failure when it came up in writing.
 */
final class StateErrors {
  static final String USE_ANOTHER_CHECKPOINT =
      "use an earlier checkpoint (`checkpoint ls` lists them), or let the log take over";

  private static final String RESTORE =
      "restore the folder from a backup, or move it away: the log gives the weights again";

  private StateErrors() {}

  static FreshetException whileReading(Path folder, RocksDBException e) {
    FreshetException known = known(folder, e);
    return known == null ? damaged(folder, e) : known;
  }

  static FreshetException whileWriting(Path folder, RocksDBException e) {
    FreshetException known = known(folder, e);
    if (known != null) {
      return known;
    }
    if (text(e).contains("input/output error")) {
      return failure(
          "the disk of the checkpoints fails: " + e.getMessage(),
          folder,
          "look at the disk (`dmesg`), or take another: the last good checkpoint is intact",
          e);
    }
    Status.Code code = code(e);
    if (code == Status.Code.Corruption || code == Status.Code.NotFound) {
      return damaged(folder, e);
    }
    return failure(
        "the checkpoints cannot be written: " + e.getMessage(),
        folder,
        "look into RocksDB's file LOG there; the last good checkpoint is intact",
        e);
  }

  static FreshetException cannotUse(Path folder, Exception e) {
    return failure(
        "the folder of checkpoints cannot be used: " + e,
        folder,
        "give the process the right to write there, or choose another --state",
        e);
  }

  static FreshetException missing(Path folder, String what) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        what,
        folder.toString(),
        "name the folder that a run has written, or restore it from a backup");
  }

  static FreshetException damagedCatalog(Path file, String fault) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "the list of checkpoints is damaged: " + file.getFileName() + " " + fault,
        file.toString(),
        RESTORE);
  }

  private static @Nullable FreshetException known(Path folder, RocksDBException e) {
    String text = text(e);
    if (subCode(e) == Status.SubCode.NoSpace || text.contains("no space left")) {
      return failure(
          "no space left on the disk of the checkpoints",
          folder,
          "free space and go on: the last good checkpoint is intact",
          e);
    }
    if (text.contains("/lock:") || text.contains("lock hold by")) {
      return failure(
          "another process holds the checkpoints open",
          folder,
          "stop the other `run`, or choose another --state",
          e);
    }
    if (text.contains("permission denied") || text.contains("read-only file system")) {
      return cannotUse(folder, e);
    }
    if (text.contains("too many open files")) {
      return failure(
          "the process has too many files open", folder, "raise the limit (`ulimit -n`)", e);
    }
    return null;
  }

  private static String text(RocksDBException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
  }

  private static FreshetException damaged(Path folder, RocksDBException e) {
    return new FreshetException(
        ExitCode.ARTEFACT,
        "the checkpoints are damaged: " + e.getMessage(),
        folder.toString(),
        RESTORE,
        e);
  }

  private static FreshetException failure(String what, Path folder, String remedy, Exception e) {
    return new FreshetException(ExitCode.FAILURE, what, folder.toString(), remedy, e);
  }

  private static Status.@Nullable Code code(RocksDBException e) {
    Status status = e.getStatus();
    return status == null ? null : status.getCode();
  }

  private static Status.@Nullable SubCode subCode(RocksDBException e) {
    Status status = e.getStatus();
    return status == null ? null : status.getSubCode();
  }
}
