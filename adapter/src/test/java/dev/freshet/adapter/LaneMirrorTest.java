package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.SettingsLoader;
import dev.freshet.state.CheckpointDraft;
import dev.freshet.state.CheckpointMirror;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.state.NamedArray;
import dev.freshet.state.Position;
import dev.freshet.state.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneMirrorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private CheckpointStore store(String name) {
    return CheckpointStore.open(folder.resolve(name), SettingsLoader.defaults().checkpoint());
  }

  private static void write(CheckpointStore store, long step) {
    ByteBuffer bytes = ByteBuffer.allocate(8).putLong(step).flip();
    store.write(
        new CheckpointDraft(
            new Position("main", step, step, step),
            Instant.EPOCH,
            null,
            "f00d",
            new Provenance("5e77", "test", 1, "any", "ba5e"),
            "interval",
            Map.of(),
            Set.of(),
            Map.of("weights", List.of(NamedArray.of("w", "F32", new long[] {2}, bytes)))));
  }

  @Test
  void aStopWaitsForWhatIsStillToBeCopied() {
    CheckpointMirror mirror = new CheckpointMirror(folder.resolve("mirror"));
    try (CheckpointStore store = store("here")) {
      try (LaneMirror kept = new LaneMirror(store, mirror, PATIENCE)) {
        write(store, 1);
        kept.changed("main");
        write(store, 2);
        kept.changed("main");
      }
      assertThat(mirror.manifests("main")).extracting(Manifest::step).containsExactly(2L, 1L);
    }
  }

  @Test
  void aMirrorThatCannotBeWrittenIsTriedAgainAtTheNextCheckpoint() throws IOException {
    Path place = Files.writeString(folder.resolve("mirror"), "a file where a folder should be");
    CheckpointMirror mirror = new CheckpointMirror(place);
    try (CheckpointStore store = store("here")) {
      try (LaneMirror kept = new LaneMirror(store, mirror, PATIENCE)) {
        write(store, 1);
        kept.changed("main");
      }
      Files.delete(place);
      try (LaneMirror kept = new LaneMirror(store, mirror, PATIENCE)) {
        write(store, 2);
        kept.changed("main");
      }
      assertThat(mirror.manifests("main")).extracting(Manifest::step).containsExactly(2L, 1L);
    }
  }
}
