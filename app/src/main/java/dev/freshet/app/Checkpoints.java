package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The checkpoints of a command's state folder, by what a user calls them. */
final class Checkpoints {
  private Checkpoints() {}

  static Path folder(CommandContext context) {
    Path folder = Pipeline.checkpointFolder(context.stateFolder());
    if (!Files.isDirectory(folder)) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "there are no checkpoints here",
          context.stateFolder().toString(),
          "name the state folder of a run with --state");
    }
    return folder;
  }

  static CheckpointStore open(CommandContext context) {
    return CheckpointStore.openReadOnly(folder(context), context.settings().checkpoint());
  }

  /** The checkpoint of an id, of its beginning, or of a tag. */
  static Manifest named(CheckpointStore store, String id) {
    return store
        .find(id)
        .orElseThrow(
            () ->
                new FreshetException(
                    ExitCode.ARTEFACT,
                    "there is no checkpoint " + id,
                    null,
                    "`freshet checkpoint ls` shows those that there are"));
  }

  /** As {@link #named}, or the newest one of a step; in one lane. */
  static Manifest inLane(CommandContext context, String lane, String idOrStep) {
    try (CheckpointStore store = open(context)) {
      List<Manifest> all = store.manifests(lane);
      if (idOrStep.matches("\\d{1,15}")) {
        long step = Long.parseLong(idOrStep);
        for (Manifest manifest : all) {
          if (manifest.step() == step) {
            return manifest;
          }
        }
        throw new FreshetException(
            ExitCode.USAGE,
            "there is no checkpoint of step " + step,
            "lane " + lane,
            all.isEmpty()
                ? "the lane has no checkpoint yet"
                : "there are those of steps "
                    + all.stream()
                        .map(manifest -> Long.toString(manifest.step()))
                        .distinct()
                        .collect(Collectors.joining(", ")));
      }
      Manifest found = named(store, idOrStep);
      if (!found.lane().equals(lane)) {
        throw new FreshetException(
            ExitCode.USAGE,
            "checkpoint " + found.id() + " is of lane " + found.lane(),
            "lane " + lane,
            "name the lane with --lane");
      }
      return found;
    }
  }
}
