package dev.freshet.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topology: one folder with checkpoints old and new, swept, merged and tagged. Faults: single bits
 * flipped and files cut short, at seeded places, in every file. Asserted: each is found, whatever
 * it hits and however the folder is opened, and nothing is found once it is undone.
 */
class DamageTest {
  private static final int FROM_OUTSIDE = 320;
  private static final int BY_A_WRITER = 30;
  private static final int AFTER_A_KILL = 60;

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void fill() {
    folder = temp.resolve("state");
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      for (int step = 1; step <= 12; step++) {
        store.write(Samples.draft(step));
        store.retain("main", 3, 0);
      }
      store.tag(store.manifests("main").get(1).id(), "good");
    }
  }

  @Test
  void everyFlippedBitAndEveryCutIsFoundFromOutside() throws IOException {
    damageAllFiles(folder, FROM_OUTSIDE, this::foundReadOnly);

    assertThat(CheckpointStore.verify(folder, Samples.SETTINGS).damaged()).isEmpty();
  }

  @Test
  void everyFlippedBitAndEveryCutIsFoundByAWriter() throws IOException {
    damageAllFiles(folder, BY_A_WRITER, this::foundByWriter);
  }

  @Test
  void everyFlippedBitAndEveryCutIsFoundAfterAKill() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      store.write(Samples.draft(13));
      Path killed = Folders.copy(folder, temp.resolve("killed"));

      assertThat(CheckpointStore.verify(killed, Samples.SETTINGS).damaged()).isEmpty();
      damageAllFiles(killed, AFTER_A_KILL, this::foundReadOnly);
    }
  }

  @Test
  void aMissingFileIsFound() throws IOException {
    for (Path file : Folders.tables(folder)) {
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      assertThat(foundReadOnly(folder)).as("without %s", file).isTrue();
      Files.write(file, bytes);
    }
    Files.delete(folder.resolve("CURRENT"));
    assertThatThrownBy(() -> CheckpointStore.verify(folder, Samples.SETTINGS))
        .satisfies(DamageTest::isArtefact);
    assertThatThrownBy(() -> CheckpointStore.open(folder, Samples.SETTINGS))
        .satisfies(DamageTest::isArtefact);
    assertThat(Folders.tables(folder)).isNotEmpty();
  }

  @Test
  void aDamagedCheckpointGivesWayToAnEarlierOneAndIsHealedByWritingItAgain() throws IOException {
    Random random = new Random(3);
    Path newest = newestBatch();
    byte[] whole = Files.readAllBytes(newest);
    for (int round = 0; round < 8; round++) {
      Path copy = Folders.copy(folder, temp.resolve("copy" + round));
      Files.write(
          copy.resolve(newest.getFileName()),
          round % 4 == 0 ? Folders.truncated(whole, random) : Folders.flipped(whole, random));
      try (CheckpointStore store = CheckpointStore.open(copy, Samples.SETTINGS)) {
        Optional<Checkpoint> found = store.newestReadable("main", Long.MAX_VALUE);
        assertThat(found.map(c -> c.manifest().step())).hasValueSatisfying(this::isNearTheEnd);

        Manifest again = store.write(Samples.draft(12));
        store.collectOrphans();
        assertThat(store.read(again).groups()).isEqualTo(Samples.groups(12));
        store.write(Samples.draft(13));
        assertThat(store.retain("main", 1, 0)).isNotEmpty();
      }
      Folders.delete(copy);
    }
  }

  @Test
  void deletingADamagedCheckpointCleansTheFolder() throws IOException {
    Path newest = newestBatch();
    Files.write(newest, Folders.flipped(Files.readAllBytes(newest), new Random(5)));
    try (CheckpointStore store = CheckpointStore.open(folder, Samples.SETTINGS)) {
      assertThat(store.verify().isClean()).isFalse();
      store.delete(List.of(store.manifests("main").get(0).id()));

      assertThat(store.verify().damaged()).isEmpty();
      assertThat(store.manifests("main")).extracting(Manifest::step).containsExactly(11L, 10L);
    }
  }

  @Test
  void aDamagedListOfCheckpointsIsRefusedAndCanBeSetAside() throws IOException {
    for (Path file : Folders.tables(folder)) {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length < 12_000) {
        Files.write(file, Folders.flipped(bytes, new Random(1)));
      }
    }
    assertThatThrownBy(() -> CheckpointStore.open(folder, Samples.SETTINGS))
        .satisfies(DamageTest::isArtefact);
    List<Path> aside = new ArrayList<>();
    try (CheckpointStore store =
        CheckpointStore.openSettingAside(
            folder, Samples.SETTINGS, (place, damage) -> aside.add(place))) {
      assertThat(store.lanes()).isEmpty();
      assertThat(aside).hasSize(1);
      assertThat(Folders.tables(aside.get(0))).isNotEmpty();
    }
  }

  /** Goes round the files, so that each has its share; every eighth fault is a cut. */
  private void damageAllFiles(Path place, int faults, Detector detector) throws IOException {
    Random random = new Random(20260101);
    List<Path> files = Folders.tables(place);
    assertThat(files).hasSizeBetween(5, BY_A_WRITER);
    for (int i = 0; i < faults; i++) {
      Path file = files.get(i % files.size());
      byte[] whole = Files.readAllBytes(file);
      boolean cut = random.nextInt(8) == 0;
      Files.write(file, cut ? Folders.truncated(whole, random) : Folders.flipped(whole, random));
      assertThat(detector.finds(place)).as("fault %d in %s", i, file.getFileName()).isTrue();
      Files.write(file, whole);
    }
  }

  private boolean foundReadOnly(Path place) {
    return !CheckpointStore.verify(place, Samples.SETTINGS).isClean();
  }

  private boolean foundByWriter(Path place) throws IOException {
    Path copy = Folders.copy(place, temp.resolve("copy"));
    try (CheckpointStore store = CheckpointStore.open(copy, Samples.SETTINGS)) {
      return !store.verify().isClean();
    } catch (FreshetException e) {
      return e.code() == ExitCode.ARTEFACT;
    } finally {
      Folders.delete(copy);
    }
  }

  /** The file of the newest checkpoint's own chunks: the last that was taken in at its size. */
  private Path newestBatch() throws IOException {
    long ownBytes = 2 * 4 * 2400;
    return Folders.tables(folder).stream()
        .filter(file -> file.toFile().length() > ownBytes)
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  private void isNearTheEnd(long step) {
    assertThat(step).isBetween(11L, 12L);
  }

  private static void isArtefact(Throwable e) {
    assertThat(e)
        .isInstanceOfSatisfying(
            FreshetException.class, f -> assertThat(f.code()).isEqualTo(ExitCode.ARTEFACT));
  }

  private interface Detector {
    boolean finds(Path place) throws IOException;
  }
}
