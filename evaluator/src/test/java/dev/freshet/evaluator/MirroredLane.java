package dev.freshet.evaluator;

import dev.freshet.config.SettingsLoader;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.state.CheckpointDraft;
import dev.freshet.state.CheckpointMirror;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Digests;
import dev.freshet.state.Manifest;
import dev.freshet.state.Position;
import dev.freshet.state.Provenance;
import dev.freshet.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A learner's checkpoints of one lane, in a real store and mirrored as it mirrors them. Those of a
 * step have the weights {@link TinyModel#stepped} of it.
 */
final class MirroredLane implements AutoCloseable {
  static final String LANE = "main";

  final CheckpointMirror mirror;
  private final Path folder;
  private final LanguageModel model;
  private final CheckpointStore store;
  private final String baseModel;
  private long offset;

  MirroredLane(Path folder, LanguageModel model) {
    this(folder, model, Digests.ofWeights(MirroredSnapshots.arrays(model.parameters())));
  }

  /**
   * A lane.
   *
   * @param baseModel the digest of the base that it says it began with
   */
  MirroredLane(Path folder, LanguageModel model, String baseModel) {
    this.folder = folder;
    this.model = model;
    this.mirror = new CheckpointMirror(folder.resolve("mirror"));
    this.store =
        CheckpointStore.open(folder.resolve("store"), SettingsLoader.defaults().checkpoint());
    this.baseModel = baseModel;
  }

  /** Stores and mirrors the weights of a step, later in the log than all before. */
  Manifest checkpoint(long step) {
    offset += 10;
    Manifest manifest;
    try (Scope scope = Scope.on(model.device())) {
      manifest =
          store.write(
              new CheckpointDraft(
                  new Position(LANE, step, offset, offset),
                  Instant.EPOCH,
                  null,
                  "f00d",
                  new Provenance("5e77", "test", 1, "any", baseModel),
                  "interval",
                  Map.of(),
                  Set.of(),
                  Map.of(
                      Manifest.WEIGHTS,
                      MirroredSnapshots.arrays(TinyModel.stepped(model.parameters(), step)),
                      "transform",
                      MirroredSnapshots.arrays(model.parameters()))));
    }
    mirror.publish(store, LANE);
    return manifest;
  }

  /** What retention does. */
  void delete(Manifest manifest) {
    store.delete(List.of(manifest.id()));
    mirror.publish(store, LANE);
  }

  /** Changes a byte of one of a checkpoint's weights in the mirror. */
  void damage(Manifest manifest) {
    String digest =
        manifest.arrays().stream()
            .filter(array -> array.group().equals(Manifest.WEIGHTS))
            .findFirst()
            .orElseThrow()
            .digest();
    Path file = folder.resolve("mirror").resolve("lane-" + LANE).resolve("arrays").resolve(digest);
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
