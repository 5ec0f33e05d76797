package dev.freshet.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Has {@code fsync} and {@code fdatasync} fail with EIO for the files of a folder, in a process
 * that is started in its {@link #environment}: a small library of ours stands before the C library.
 */
final class FailingFsync {
  private final Path library;
  private final Path folder;
  private final Path armed;

  private FailingFsync(Path library, Path folder, Path armed) {
    this.library = library;
    this.folder = folder;
    this.armed = armed;
  }

  /**
   * Compiles the library; empty where there is no C compiler ({@code cc}).
   *
   * @param workshop for its files
   * @param folder whose files are to fail; it need not be there yet
   */
  static Optional<FailingFsync> compile(Path workshop, Path folder) throws IOException {
    return NativeShim.compile(workshop, "failing_fsync")
        .map(library -> new FailingFsync(library, folder, workshop.resolve("armed")));
  }

  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAILING_FSYNC_IN", folder.toString(),
        "FAILING_FSYNC_WHILE", armed.toString());
  }

  /** From now on they fail. */
  void begin() {
    try {
      Files.createFile(armed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on they work again; returns how many have failed. */
  long end() {
    try (var told = Files.lines(armed)) {
      long failed = told.count();
      Files.delete(armed);
      return failed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
