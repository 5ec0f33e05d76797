package dev.freshet.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  /** Small files of manifests and references pile up a little before they are merged. */
  private static final long LIST_BYTES_MAX = 100_000;

  @TempDir Path folder;
  private CheckpointStore store;

  @BeforeEach
  void open() {
    store = CheckpointStore.open(folder, Samples.SETTINGS);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void givesBackWhatWasWrittenAlsoAfterReopening() {
    CheckpointDraft draft = Samples.draft(1);
    Manifest written = store.write(draft);
    store.close();
    open();

    Manifest found = store.manifests("main").get(0);
    assertThat(found).isEqualTo(written);
    assertThat(store.read(found).groups()).isEqualTo(draft.groups());
    assertThat(found.position()).isEqualTo(draft.position());
    assertThat(found.notes()).containsEntry("loss", "2.5");
    assertThat(found.bytes()).isEqualTo(4 * (3000 + 2400 + 2400) + 8);
    assertThat(found.weightsDigest()).isEqualTo(Digests.ofWeights(draft.weights()));
    assertThat(store.verify().damaged()).isEmpty();
  }

  @Test
  void takesArraysWithoutElementsAndWithoutDimensions() {
    NamedArray none = NamedArray.of("none", "F32", new long[] {0, 5}, ByteBuffer.allocate(0));
    NamedArray flag = NamedArray.of("flag", "U8", new long[0], ByteBuffer.allocate(1));
    Manifest written =
        store.write(Samples.draft("main", 1, Map.of("weights", List.of(none, flag))));

    assertThat(store.read(written).group("weights")).containsExactly(none, flag);
    assertThat(store.read(written).group("transform")).isEmpty();
  }

  @Test
  void doesNotWriteUnchangedArraysAgain() {
    store.write(Samples.draft(1));
    long first = store.bytesOnDisk();
    Manifest second = store.write(Samples.draft(2));
    long changed = 2 * 4 * 2400 + 8;

    assertThat(store.bytesOnDisk() - first).isBetween(changed, changed + 12_000);
    assertThat(array(second, "embedding").chunks()).allMatch(chunk -> chunk.batch() == 1);
    assertThat(array(second, "head").chunks()).allMatch(chunk -> chunk.batch() == 2);
  }

  @Test
  void sharesChunksBetweenLanesAndWithinACheckpoint() {
    Manifest main = store.write(Samples.draft(1));
    NamedArray head = Samples.floats("head", 1, 40, 60);
    NamedArray copy = Samples.floats("copy", 1, 40, 60);
    Manifest other = store.write(Samples.draft("other", 5, Map.of("weights", List.of(head, copy))));

    assertThat(store.lanes()).containsExactly("main", "other");
    assertThat(array(other, "copy").chunks()).isEqualTo(array(main, "head").chunks());
    assertThat(store.read(other).group("weights")).containsExactly(head, copy);
  }

  @Test
  void idDependsOnContentOnly() {
    Manifest first = store.write(Samples.draft(1));
    store.delete(List.of(first.id()));
    store.write(Samples.draft(9));
    Manifest again = store.write(Samples.tagged(Samples.draft(1), "again"));

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.tags()).containsExactly("again");
    assertThat(store.write(Samples.draft(2)).id()).isNotEqualTo(first.id());
  }

  @Test
  void writingTheSameTwiceKeepsOneCheckpoint() {
    Manifest first = store.write(Samples.draft(1));

    assertThat(store.write(Samples.draft(1))).isEqualTo(first);
    assertThat(store.manifests("main")).containsExactly(first);
  }

  @Test
  void listsTheNewestFirst() {
    Manifest second = store.write(Samples.draft(2));
    Manifest tenth = store.write(Samples.draft(10));
    Manifest first = store.write(Samples.draft(1));

    assertThat(store.manifests("main")).containsExactly(tenth, second, first);
    assertThat(store.manifests("mai")).isEmpty();
  }

  @Test
  void findsByIdPrefixAndTag() {
    Manifest one = store.write(Samples.tagged(Samples.draft(1), "good"));
    store.write(Samples.draft(2));

    assertThat(store.find(one.id())).contains(one);
    assertThat(store.find(one.id().substring(0, 8))).contains(one);
    assertThat(store.find("good")).contains(one);
    assertThat(store.find("")).isEmpty();
    assertThat(store.find("bad")).isEmpty();
  }

  @Test
  void aTagNamesOneCheckpoint() {
    Manifest one = store.write(Samples.draft(1));
    Manifest two = store.write(Samples.draft(2));
    store.tag(one.id(), "good");

    assertThatThrownBy(() -> store.tag(two.id(), "good")).hasMessageContaining(one.id());
    assertThatThrownBy(() -> store.write(Samples.tagged(Samples.draft(3), "good")))
        .hasMessageContaining(one.id());
    assertThat(store.untag("good")).isTrue();
    assertThat(store.untag("good")).isFalse();
    store.tag(two.id(), "good");
    assertThat(store.find("good")).map(Manifest::id).contains(two.id());
  }

  @Test
  void retentionKeepsTheNewestAndTheTagged() {
    for (int step = 1; step <= 6; step++) {
      store.write(Samples.draft(step));
    }
    store.write(Samples.draft("other", 1, Samples.groups(50)));
    Manifest second = store.manifests("main").get(4);
    store.tag(second.id(), "good");

    assertThat(store.retain("main", 3, 0)).hasSize(2);
    assertThat(store.manifests("main")).extracting(Manifest::step).containsExactly(6L, 5L, 4L, 2L);
    assertThat(store.manifests("other")).hasSize(1);
    assertThat(store.verify().damaged()).isEmpty();
  }

  @Test
  void retentionKeepsTheFirstOfEverySoManySteps() {
    for (int step = 1; step <= 12; step++) {
      store.write(Samples.draft(step));
    }

    store.retain("main", 3, 4);
    assertThat(store.manifests("main"))
        .extracting(Manifest::step)
        .containsExactly(12L, 11L, 10L, 8L, 4L, 1L);
    store.write(Samples.draft(13));
    store.retain("main", 3, 4);
    assertThat(store.manifests("main"))
        .extracting(Manifest::step)
        .containsExactly(13L, 12L, 11L, 8L, 4L, 1L);
  }

  @Test
  void aTagThatIsMovedNamesTheOtherOne() {
    Manifest one = store.write(Samples.draft(1));
    Manifest two = store.write(Samples.draft(2));
    store.tag(one.id(), "good");
    store.moveTag(two.id(), "good");
    assertThat(store.find("good")).map(Manifest::id).contains(two.id());
    assertThat(store.manifests("main").get(1).tags()).isEmpty();
  }

  @Test
  void deletingGivesSpaceBackAndLeavesSharedChunks() {
    Manifest first = store.write(Samples.draft(1));
    long one = store.bytesOnDisk();
    Manifest last = first;
    for (int step = 2; step <= 20; step++) {
      last = store.write(Samples.draft(step));
      store.retain("main", 1, 0);
    }

    assertThat(store.bytesOnDisk()).isLessThan(one + LIST_BYTES_MAX);
    assertThat(store.read(last).groups()).isEqualTo(Samples.groups(20));
    store.delete(List.of(last.id()));
    assertThat(store.bytesOnDisk()).isLessThan(LIST_BYTES_MAX);
    assertThat(store.lanes()).isEmpty();
  }

  @Test
  void deletingWhatIsNotThereIsTheCallersMistake() {
    assertThatThrownBy(() -> store.delete(List.of("0123456789abcdef")))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
  }

  @Test
  void aRestampedCheckpointSharesAllChunks() {
    Manifest old = store.write(Samples.draft(1));
    Instant later = Samples.NOON.plusSeconds(60);
    Manifest moved = store.restamp(old, new Position("main", 1, 9, 25), "beef", later);

    assertThat(moved.offset()).isEqualTo(25);
    assertThat(moved.parent()).isEqualTo(old.id());
    assertThat(moved.arrays()).isEqualTo(old.arrays());
    store.delete(List.of(old.id()));
    assertThat(store.read(moved).groups()).isEqualTo(Samples.groups(1));
    assertThatThrownBy(() -> store.restamp(moved, old.position(), "beef", later))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void newestReadableStaysBelowTheBound() {
    store.write(Samples.draft(1));
    store.write(Samples.draft(2));

    assertThat(step(store.newestReadable("main", 21))).isEqualTo(2);
    assertThat(step(store.newestReadable("main", 20))).isEqualTo(1);
    assertThat(store.newestReadable("main", 10)).isEmpty();
    assertThat(store.newestReadable("other", 100)).isEmpty();
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();

    assertThatThrownBy(() -> store.lanes()).hasMessageContaining("closed");
  }

  private static long step(Optional<Checkpoint> found) {
    return found.orElseThrow().manifest().step();
  }

  private static ArrayEntry array(Manifest manifest, String name) {
    return manifest.arrays().stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
  }
}
