package dev.freshet.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnlyTest {
  @TempDir Path folder;

  @Test
  void aReaderWorksBesideAWriterAndASecondWriterIsRefused() {
    try (CheckpointStore writer = CheckpointStore.open(folder, Samples.SETTINGS)) {
      Manifest first = writer.write(Samples.draft(1));
      try (CheckpointStore reader = CheckpointStore.openReadOnly(folder, Samples.SETTINGS)) {
        assertThat(reader.find(first.id())).contains(first);
        assertThat(reader.read(first).groups()).isEqualTo(Samples.groups(1));
        assertThat(reader.verify().damaged()).isEmpty();
        assertThatThrownBy(() -> reader.untag("any")).hasMessageContaining("read-only");
      }
      assertThatThrownBy(() -> CheckpointStore.open(folder, Samples.SETTINGS))
          .hasMessageContaining("another process holds")
          .isInstanceOfSatisfying(
              FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.FAILURE));
    }
  }

  @Test
  void aReaderFindsNothingDamagedWhileAWriterReplacesEverything() {
    try (CheckpointStore writer = CheckpointStore.open(folder, Samples.SETTINGS)) {
      writer.write(Samples.draft(1));
      AtomicBoolean go = new AtomicBoolean(true);
      AtomicLong steps = new AtomicLong();
      CompletableFuture<Void> churning = CompletableFuture.runAsync(() -> churn(writer, go, steps));
      try {
        for (int i = 0; (i < 60 || steps.get() < 10) && !churning.isDone(); i++) {
          assertThat(CheckpointStore.verify(folder, Samples.SETTINGS).damaged()).isEmpty();
        }
      } finally {
        go.set(false);
      }
      churning.join();
      assertThat(steps.get()).isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void aReaderLeavesNoTrace() throws IOException {
    try (CheckpointStore writer = CheckpointStore.open(folder, Samples.SETTINGS)) {
      writer.write(Samples.draft(1));
    }
    Map<Path, FileTime> before = times();
    assertThat(CheckpointStore.verify(folder, Samples.SETTINGS).checked()).isEqualTo(1);

    assertThat(times()).isEqualTo(before);
  }

  @Test
  void aFolderWithoutCheckpointsIsAMissingArtefact() {
    Path none = folder.resolve("none");

    assertThatThrownBy(() -> CheckpointStore.verify(none, Samples.SETTINGS))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT));
    assertThat(none).doesNotExist();
  }

  private static void churn(CheckpointStore writer, AtomicBoolean go, AtomicLong steps) {
    while (go.get()) {
      writer.write(Samples.draft(2 + steps.get()));
      writer.retain("main", 1, 0);
      steps.incrementAndGet();
    }
  }

  private Map<Path, FileTime> times() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
