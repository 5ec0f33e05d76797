package dev.freshet.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topology: the folder lies on a memory file system of 6 MiB of its own; skipped where none may be
 * mounted. Faults: the disk is full up to so many bytes, or mounted read-only. Asserted: a clear
 * failure, the last good checkpoint whole, and new ones once there is space again.
 */
class DiskFullTest {
  private static final long DISK_BYTES = 6 << 20;

  @TempDir Path mount;
  private boolean mounted;
  private Path folder;

  @BeforeEach
  void mountDisk() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "freshet", mount.toString());
    assumeThat(mounted).as("a file system may be mounted").isTrue();
    folder = mount.resolve("state");
  }

  @AfterEach
  void unmountDisk() throws Exception {
    if (mounted) {
      assertThat(run("umount", mount.toString())).isTrue();
    }
  }

  @Test
  void aFullDiskFailsTheCheckpointAndNothingElse() throws IOException {
    int failed = 0;
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      store.write(Samples.draft(1));
      for (int step = 2; step <= 12; step++) {
        fill(4096L * (step - 2));
        try {
          store.write(Samples.draft(step));
        } catch (FreshetException e) {
          failed++;
          assertThat(e.code()).isEqualTo(ExitCode.FAILURE);
          assertThat(e).hasMessageContaining("no space left");
          assertThat(e.remedy()).contains("free space");
        }
        assertThat(CheckpointStore.verify(folder, Samples.SETTINGS).damaged()).isEmpty();
        Files.delete(mount.resolve("filler"));

        Manifest now = store.write(Samples.draft(step));
        assertThat(store.read(now).groups()).isEqualTo(Samples.groups(step));
        store.retain("main", 2, 0);
      }
    }
    assertThat(failed).isGreaterThan(3);
  }

  @Test
  void aReadOnlyDiskCanBeReadAndRefusesWriters() throws Exception {
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      store.write(Samples.draft(1));
    }
    assertThat(run("mount", "-o", "remount,ro", mount.toString())).isTrue();

    assertThat(CheckpointStore.verify(folder, Samples.SETTINGS).checked()).isEqualTo(1);
    assertThatThrownBy(() -> CheckpointStore.open(folder, Samples.SETTINGS))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.FAILURE));
  }

  private void fill(long free) throws IOException {
    long bytes = Files.getFileStore(mount).getUsableSpace() - free;
    Files.write(mount.resolve("filler"), new byte[(int) Math.max(0, bytes)]);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
