package dev.freshet.ingest.streams;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The name of this instance towards Kafka's groups, held under a lock while the process lives.
 *
 * <p>It is a UUID in the file {@code instance-id} of the state folder, so that a restarted process
 * is the same member and gets its partitions back at once. Two processes on one state folder would
 * be one member twice: the second one is refused.
 */
public final class InstanceId implements AutoCloseable {
  private static final String FILE = "instance-id";
  private static final String LOCK = "instance.lock";
  private static final String FIRST_LINE = "freshet-instance-id 1";

  private final Path folder;
  private final String id;
  private final FileChannel channel;
  private final FileLock lock;

  private InstanceId(Path folder, String id, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.id = id;
    this.channel = channel;
    this.lock = lock;
  }

  /** Takes the lock of a state folder, which is made where it is missing, and reads its id. */
  public static InstanceId hold(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        return new InstanceId(folder, idIn(folder), channel, lock(folder, channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "cannot use the state folder: " + e.getMessage(),
          folder.toString(),
          "check that the folder can be written, or set `state.directory`",
          e);
    }
  }

  public String value() {
    return id;
  }

  /** The state folder. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileLock lock(Path folder, FileChannel channel) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "another Freshet runs on this state folder",
          folder.toString(),
          "stop it, or give this one a state folder of its own (`state.directory`)");
    }
    return lock;
  }

  private static String idIn(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() == 2 && lines.get(0).equals(FIRST_LINE)) {
        return UUID.fromString(lines.get(1)).toString();
      }
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "not an instance id of this version",
          file.toString(),
          "delete the file; the next start takes up to a session timeout longer");
    }
    String id = UUID.randomUUID().toString();
    AtomicFile.write(file, List.of(FIRST_LINE, id));
    return id;
  }
}
