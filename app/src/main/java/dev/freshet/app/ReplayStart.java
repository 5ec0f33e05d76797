package dev.freshet.app;

import dev.freshet.adapter.FoldContext;
import dev.freshet.adapter.FoldListener;
import dev.freshet.adapter.LogSource.Logged;
import dev.freshet.adapter.RecordedLog;
import dev.freshet.adapter.ReplayFold;
import dev.freshet.adapter.Variant;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.learner.LanguageModel;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lane as it stood before the stretch: folded up to there as it was recorded. */
final class ReplayStart {
  private static final Variant RECORDED = Variant.recorded();

  private ReplayStart() {}

  /**
   * The state before a record, between two batches.
   *
   * @return null for the base model, where the stretch begins with the log
   */
  static @Nullable Checkpoint of(
      CommandContext context, LanguageModel base, ReplaySource source, ReplayWork work) {
    if (source.after() == 0) {
      return null;
    }
    Settings settings = context.settings();
    RecordedLog log = source.log();
    log.requireUndoneWithin(source.after());
    try (FoldContext fold = FoldContext.of(settings, base, Version.ofBuild(), FoldListener.NONE);
        CheckpointStore store = CheckpointStore.open(work.state(), settings.checkpoint())) {
      stored(context, source)
          .ifPresent(found -> ReplayFold.begin(found, RECORDED, settings, fold, store));
      try (ReplayFold prefix = new ReplayFold(settings, fold, store, log)) {
        if (prefix.lastSeq() < log.firstSeq() - 1) {
          throw new FreshetException(
              ExitCode.ARTEFACT,
              "the log begins with record "
                  + log.firstSeq()
                  + ", and no checkpoint between it and the start is at hand",
              source.name(),
              "name the state folder that has one with --state, or record from the log's start");
        }
        for (Logged logged : log.records()) {
          long seq = logged.record().seq();
          if (seq > prefix.lastSeq() && seq <= source.after()) {
            context.interruption().check();
            prefix.apply(logged);
          }
        }
        if (!prefix.isSettled()) {
          throw new FreshetException(
              ExitCode.USAGE,
              "record " + source.after() + " stands amid a batch: the replay cannot begin there",
              source.name(),
              "begin with --from at the first record of a batch");
        }
        return store.read(prefix.checkpoint(store, settings));
      }
    }
  }

  /**
   * The newest checkpoint of the state folder that lies between the log's start and the stretch's.
   */
  private static Optional<Checkpoint> stored(CommandContext context, ReplaySource source) {
    if (!Files.isDirectory(Pipeline.checkpointFolder(context.stateFolder()))) {
      return Optional.empty();
    }
    try (CheckpointStore store = Checkpoints.open(context)) {
      for (Manifest manifest : store.manifests(source.log().lane())) {
        if (manifest.seq() <= source.after() && manifest.seq() >= source.log().firstSeq() - 1) {
          return Optional.of(store.read(manifest));
        }
      }
    }
    return Optional.empty();
  }
}
