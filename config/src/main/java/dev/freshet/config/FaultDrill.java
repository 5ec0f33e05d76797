package dev.freshet.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a drilled process does at its {@link FaultPoint}s, agreed with the suite through a folder:
 *
 * <pre>
 * arm              written by the suite: {@code POINT SKIP}; the process passes the point SKIP times
 * at               written by the process: {@code POINT PID}; it stands there while the point is
 *                  armed, or until its end
 * POINT-PID.count  one long in native order: how often the process has come to the point
 * </pre>
 *
 * <p>The counts lie in mapped files: a kill takes nothing from them.
 */
final class FaultDrill {
  private static final String PROPERTY = "freshet.fault-points";
  private static final long LOOK_NANOS = 10_000_000;

  private final Path folder;
  private final long pid = ProcessHandle.current().pid();
  private final Map<FaultPoint, LongBuffer> counts = new EnumMap<>(FaultPoint.class);
  private String armed = "";
  private long toSkip;

  FaultDrill(Path folder) {
    this.folder = folder;
  }

  /** The drill that a system property asks for; null in production. */
  static @Nullable FaultDrill ofProcess() {
    String folder = System.getProperty(PROPERTY);
    return folder == null ? null : new FaultDrill(Path.of(folder));
  }

  synchronized void reached(FaultPoint point) {
    LongBuffer count = counts.computeIfAbsent(point, this::counter);
    count.put(0, count.get(0) + 1);
    try {
      if (isArmed(point) && toSkip-- == 0) {
        stand(point);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LongBuffer counter(FaultPoint point) {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(point.name() + "-" + pid + ".count"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return channel
          .map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES)
          .order(ByteOrder.nativeOrder())
          .asLongBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isArmed(FaultPoint point) throws IOException {
    String order;
    try {
      order = Files.readString(folder.resolve("arm"));
    } catch (NoSuchFileException e) {
      order = "";
    }
    if (!order.equals(armed)) {
      armed = order;
      toSkip = order.isEmpty() ? 0 : Long.parseLong(order.substring(order.indexOf(' ') + 1));
    }
    return armed.startsWith(point.name() + " ");
  }

  private void stand(FaultPoint point) throws IOException {
    Path draft = folder.resolve("at.tmp");
    Files.writeString(draft, point.name() + " " + pid);
    Files.move(draft, folder.resolve("at"), StandardCopyOption.ATOMIC_MOVE);
    while (isArmed(point)) {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }
}
