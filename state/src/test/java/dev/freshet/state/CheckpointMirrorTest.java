package dev.freshet.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointMirrorTest {
  private static final long ALL = Long.MAX_VALUE;

  @TempDir Path folder;

  private CheckpointMirror mirror() {
    return new CheckpointMirror(folder.resolve("mirror"));
  }

  private CheckpointStore store(String name) {
    return CheckpointStore.open(folder.resolve(name), Samples.SETTINGS);
  }

  private List<Path> arrays(String lane) throws IOException {
    try (Stream<Path> files =
        Files.list(folder.resolve("mirror").resolve("lane-" + lane).resolve("arrays"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void anEmptyStoreTakesTheSameCheckpointsWithTheirTags() {
    try (CheckpointStore here = store("here");
        CheckpointStore elsewhere = store("elsewhere")) {
      here.write(Samples.tagged(Samples.draft(1), "first"));
      Manifest second = here.write(Samples.draft(2));
      mirror().publish(here, "main");

      assertThat(mirror().lanes()).containsExactly("main");
      assertThat(mirror().adopt(elsewhere, "main", ALL)).isEqualTo(2);
      assertThat(elsewhere.manifests("main"))
          .extracting(Manifest::id)
          .containsExactlyElementsOf(here.manifests("main").stream().map(Manifest::id).toList());
      assertThat(elsewhere.find("first")).isPresent();
      assertThat(elsewhere.read(second).groups()).isEqualTo(Samples.groups(2));
      assertThat(elsewhere.verify().isClean()).isTrue();
      assertThat(mirror().adopt(elsewhere, "main", ALL)).as("nothing is lacking").isZero();
    }
  }

  @Test
  void oneGroupIsReadByItselfAndNothingOfItWhereOneArrayIsDamaged() throws IOException {
    try (CheckpointStore here = store("here")) {
      here.write(Samples.draft(1));
      mirror().publish(here, "main");
    }
    Manifest manifest = mirror().manifests("main").get(0);
    assertThat(mirror().read(manifest, "weights")).hasValue(Samples.groups(1).get("weights"));
    assertThat(mirror().read(manifest, "none")).hasValue(List.of());
    Path head = folder.resolve("mirror/lane-main/arrays").resolve(digest(manifest, "head"));
    Files.write(head, Folders.flipped(Files.readAllBytes(head), new Random(1)));
    assertThat(mirror().read(manifest, "weights")).isEmpty();
    assertThat(mirror().read(manifest, "transform")).isPresent();
  }

  private static String digest(Manifest manifest, String name) {
    return manifest.arrays().stream()
        .filter(array -> array.name().equals(name))
        .findFirst()
        .orElseThrow()
        .digest();
  }

  @Test
  void whatTheStoreNoLongerHoldsGoesWithTheBytesThatOnlyItHeld() throws IOException {
    try (CheckpointStore here = store("here")) {
      Manifest old = here.write(Samples.draft(1));
      here.write(Samples.draft(2));
      mirror().publish(here, "main");
      here.delete(List.of(old.id()));
      mirror().publish(here, "main");

      assertThat(mirror().manifests("main")).extracting(Manifest::step).containsExactly(2L);
      Set<String> named =
          mirror().manifests("main").get(0).arrays().stream()
              .map(ArrayEntry::digest)
              .collect(Collectors.toSet());
      assertThat(arrays("main"))
          .extracting(file -> file.getFileName().toString())
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }

  @Test
  void aWriterThatWasPausedDeletesNothingNewer() {
    try (CheckpointStore paused = store("paused");
        CheckpointStore owner = store("owner")) {
      paused.write(Samples.draft(1));
      mirror().publish(paused, "main");
      mirror().adopt(owner, "main", ALL);
      owner.write(Samples.draft(5));
      mirror().publish(owner, "main");
      paused.write(Samples.draft(2));
      mirror().publish(paused, "main");

      assertThat(mirror().manifests("main")).extracting(Manifest::step).startsWith(5L);
    }
  }

  @Test
  void whatIsAheadOfTheOffsetIsLeft() {
    try (CheckpointStore here = store("here");
        CheckpointStore elsewhere = store("elsewhere")) {
      here.write(Samples.draft(1));
      here.write(Samples.draft(2));
      mirror().publish(here, "main");
      assertThat(mirror().adopt(elsewhere, "main", 20)).isEqualTo(1);
      assertThat(elsewhere.manifests("main")).extracting(Manifest::offset).containsExactly(10L);
    }
  }

  @Test
  void damageInAnyFileIsFoundAndAnEarlierCheckpointTaken() throws IOException {
    try (CheckpointStore here = store("here")) {
      here.write(Samples.draft(1));
      here.write(Samples.draft(2));
      mirror().publish(here, "main");
    }
    Random random = new Random(20261128);
    Path lane = folder.resolve("mirror").resolve("lane-main");
    int fault = 0;
    for (Path file : files(lane)) {
      byte[] whole = Files.readAllBytes(file);
      Files.write(
          file, fault % 2 == 0 ? Folders.flipped(whole, random) : Folders.truncated(whole, random));
      try (CheckpointStore elsewhere = store("elsewhere-" + fault++)) {
        mirror().adopt(elsewhere, "main", ALL);
        for (Manifest manifest : elsewhere.manifests("main")) {
          assertThat(elsewhere.read(manifest).groups()).isEqualTo(Samples.groups(manifest.step()));
        }
        assertThat(elsewhere.manifests("main").size()).as("hit: %s", file).isLessThan(2);
      }
      Files.write(file, whole);
    }
    assertThat(fault).isGreaterThan(5);
  }

  private static List<Path> files(Path lane) throws IOException {
    try (Stream<Path> all = Files.walk(lane)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void lanesOfAnyNameHaveAFolder() {
    int number = 0;
    for (String lane : List.of("..", "a/b", "Zürich\u2028", "%2e")) {
      try (CheckpointStore here = store("store-" + number++)) {
        here.write(Samples.draft(lane, 1, Samples.groups(1)));
        mirror().publish(here, lane);
      }
      assertThat(mirror().lanes()).contains(lane);
      assertThat(mirror().manifests(lane)).hasSize(1);
    }
  }
}
