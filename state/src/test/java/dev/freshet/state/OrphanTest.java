package dev.freshet.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves that dies between two of the store's own steps. */
class OrphanTest {
  @TempDir Path folder;
  private Manifest first;

  @BeforeEach
  void fill() {
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      first = store.write(Samples.draft(1));
      store.write(Samples.draft(2));
    }
  }

  @Test
  void chunksWithoutAManifestAreCollected() throws Exception {
    try (StateDb db = StateDb.open(folder, Samples.SETTINGS);
        ChunkWriter writer = new ChunkWriter(db, 4096, 3, List.of())) {
      writer.write("weights", Samples.floats("head", 3, 40, 60));
      writer.finish();
    }
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      long before = store.bytesOnDisk();

      assertThat(store.collectOrphans()).isEqualTo(1);
      assertThat(store.collectOrphans()).isZero();
      assertThat(before - store.bytesOnDisk()).isGreaterThan(4 * 2400);
      assertThat(store.verify().damaged()).isEmpty();
      assertThat(store.verify().checked()).isEqualTo(2);
    }
  }

  @Test
  void aDeletionIsFinishedThatStoppedBeforeItsChunks() throws Exception {
    try (StateDb db = StateDb.open(folder, Samples.SETTINGS)) {
      new Catalog(db).remove(List.of(first), Set.of(1L));
    }
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      long before = store.bytesOnDisk();

      assertThat(store.collectOrphans()).isEqualTo(1);
      assertThat(before - store.bytesOnDisk()).isGreaterThan(4 * 2400);
      assertThat(store.read(store.manifests("main").get(0)).groups()).isEqualTo(Samples.groups(2));
    }
  }

  @Test
  void aHalfFilledBatchIsRemovedAtOpening() throws Exception {
    Path half = folder.resolve("incoming.tmp");
    Files.write(half, new byte[100]);
    CheckpointStore.open(folder, Samples.SETTINGS).close();

    assertThat(half).doesNotExist();
  }
}
