package dev.freshet.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of a few megabytes in memory, where this process may mount one. */
final class SmallDisk implements AutoCloseable {
  private final Path mount;

  private SmallDisk(Path mount) {
    this.mount = mount;
  }

  /** Mounts it on a folder that is made for it; empty where that is not allowed. */
  static Optional<SmallDisk> mount(Path folder, int mebibytes) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean mounted =
        Tool.succeeds(
            "mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "freshet", folder.toString());
    return mounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
  }

  /** Leaves no byte free. */
  void fill() {
    byte[] block = new byte[4096];
    try (var filler = Files.newOutputStream(filler())) {
      while (true) {
        filler.write(block);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw new UncheckedIOException(full);
      }
    }
  }

  void clear() {
    try {
      Files.delete(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only where nothing is open for writing. */
  void readOnly(boolean on) {
    String access = on ? "ro" : "rw";
    if (!Tool.succeeds("mount", "-o", "remount," + access, mount.toString())) {
      throw new IllegalStateException("cannot be remounted: " + mount);
    }
  }

  private Path filler() {
    return mount.resolve("filler");
  }

  @Override
  public void close() {
    if (!Tool.succeeds("umount", mount.toString())) {
      throw new IllegalStateException("still mounted: " + mount);
    }
  }
}
