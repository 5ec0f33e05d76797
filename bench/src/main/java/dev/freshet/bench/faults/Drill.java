package dev.freshet.bench.faults;

import dev.freshet.config.FaultPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The suite's side of the folder through which it and a process agree on {@link FaultPoint}s. */
final class Drill {
  private final Path folder;

  Drill(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** What the process is to be started with. */
  List<String> flags() {
    return List.of("-Dfreshet.fault-points=" + folder);
  }

  /** Has the process stand at a point once it has passed it so many times. */
  void arm(FaultPoint point, int skip) {
    try {
      disarm();
      Path draft = folder.resolve("arm.tmp");
      Files.writeString(draft, point.name() + " " + skip);
      Files.move(draft, folder.resolve("arm"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has no process stand anywhere: one that does goes on. */
  void disarm() {
    try {
      Files.deleteIfExists(folder.resolve("arm"));
      Files.deleteIfExists(folder.resolve("at"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a process stands at a point now. */
  boolean isAt(FaultPoint point, long pid) {
    try {
      return Files.readString(folder.resolve("at")).equals(point.name() + " " + pid);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often all processes so far have come to a point, killed ones included. */
  long count(FaultPoint point) {
    long total = 0;
    try (var files = Files.newDirectoryStream(folder, point.name() + "-*.count")) {
      for (Path file : files) {
        byte[] count = Files.readAllBytes(file);
        total += ByteBuffer.wrap(count).order(ByteOrder.nativeOrder()).getLong();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return total;
  }
}
