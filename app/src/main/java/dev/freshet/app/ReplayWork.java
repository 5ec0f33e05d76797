package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.evaluator.replay.ReplayRun;
import dev.freshet.ingest.file.AtomicFile;
import dev.freshet.ingest.records.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a replay: reports, and in {@code work} the runs that are done, each under the
 * digest of what decides it. A replay that was cut off takes them up again.
 */
final class ReplayWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayWork.class);
  private static final String OF_LOG = "log.sha256";

  private final Path out;
  private final Path work;
  private final FileChannel lock;

  private ReplayWork(Path out, Path work, FileChannel lock) {
    this.out = out;
    this.work = work;
    this.lock = lock;
  }

  /**
   * Claims a folder that is empty, not there yet, or of a replay of the same log.
   *
   * @param logDigest of the log's records
   */
  static ReplayWork in(Path out, String logDigest) {
    Path work = out.resolve("work");
    Path mark = work.resolve(OF_LOG);
    try {
      if (Files.exists(mark)) {
        if (!Files.readString(mark).strip().equals(logDigest)) {
          throw taken(out, "the folder holds a replay of another log, or of another stretch of it");
        }
      } else if (Files.isDirectory(out)) {
        try (Stream<Path> entries = Files.list(out)) {
          if (entries.findAny().isPresent()) {
            throw taken(out, "the folder is not empty, and holds no replay");
          }
        }
      }
      Files.createDirectories(work);
      FileChannel lock =
          FileChannel.open(
              work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isFree(lock)) {
        lock.close();
        throw taken(out, "another replay is at work in the folder");
      }
      AtomicFile.write(mark, List.of(logDigest));
      return new ReplayWork(out, work, lock);
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  private static boolean isFree(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static FreshetException taken(Path out, String what) {
    return new FreshetException(
        ExitCode.USAGE, what, out.toString(), "name another folder with --out");
  }

  private static FreshetException failed(Path out, IOException cause) {
    return new FreshetException(
        ExitCode.FAILURE,
        "the replay cannot be written: " + reason(cause),
        out.toString(),
        "name a folder that can be written, on a disk with room, with --out",
        cause);
  }

  /** Without the name of the file, which stands beside it. */
  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    return cause instanceof FileSystemException known && known.getReason() != null
        ? known.getReason()
        : String.valueOf(cause.getMessage());
  }

  /** A run that is done; empty where it is not, or cannot be read. */
  Optional<ReplayRun> find(String inputs) {
    Path file = file(inputs);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      ReplayRun run = Json.MAPPER.readValue(in, ReplayRun.class);
      return run.inputs().equals(inputs) ? Optional.of(run) : Optional.empty();
    } catch (IOException e) {
      LOG.warn("the run in {} cannot be read and is done again", file, e);
      return Optional.empty();
    }
  }

  /** Keeps a run that is done. */
  void keep(ReplayRun run) {
    Path temporary = work.resolve(run.inputs() + ".tmp");
    try {
      try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(temporary))) {
        zipped.write(Json.bytes(run));
      }
      Files.move(temporary, file(run.inputs()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  private Path file(String inputs) {
    return work.resolve(inputs + ".json.gz");
  }

  /** An empty folder for the state of a run; what a kill left there is gone. */
  Path state() {
    Path state = work.resolve("state");
    try {
      Folders.delete(state);
      return state;
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  /** Writes a report whole, or leaves what was there. */
  void report(String name, List<String> lines) {
    try {
      AtomicFile.write(out.resolve(name), lines);
    } catch (IOException e) {
      throw failed(out, e);
    }
  }

  @Override
  public void close() throws IOException {
    Folders.delete(work.resolve("state"));
    lock.close();
  }
}
