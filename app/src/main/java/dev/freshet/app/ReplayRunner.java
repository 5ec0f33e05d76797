package dev.freshet.app;

import dev.freshet.adapter.FoldContext;
import dev.freshet.adapter.FoldListener;
import dev.freshet.adapter.LogSource.Logged;
import dev.freshet.adapter.RecordedLog;
import dev.freshet.adapter.ReplayFold;
import dev.freshet.adapter.Variant;
import dev.freshet.config.Settings;
import dev.freshet.evaluator.replay.Flops;
import dev.freshet.evaluator.replay.ReplayAsker;
import dev.freshet.evaluator.replay.ReplayRun;
import dev.freshet.ingest.recording.RecordingManifest.Mark;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Ground;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.CheckpointStore;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Folds the log once more under a variant and in an order, and asks on the way. */
final class ReplayRunner {
  /** A change of what is measured makes the runs of older builds be done again. */
  private static final String FORM = "freshet-replay 1";

  private final Settings settings;
  private final LanguageModel base;
  private final ReferenceText reference;
  private final String referenceDigest;
  private final ReplaySource source;
  private final ReplayAsker asker;
  private final @Nullable Checkpoint start;
  private final @Nullable Mark mark;

  /**
   * @param start where the stretch begins; null for the base model
   * @param mark the recorded checkpoint to compare with
   */
  ReplayRunner(
      Settings settings,
      LanguageModel base,
      ReferenceText reference,
      String referenceDigest,
      ReplaySource source,
      @Nullable Checkpoint start,
      @Nullable Mark mark) {
    this.settings = settings;
    this.base = base;
    this.reference = reference;
    this.referenceDigest = referenceDigest;
    this.source = source;
    this.start = start;
    this.mark = mark;
    this.asker = new ReplayAsker(base, settings.evaluator(), source.probes());
  }

  private FoldContext context(Variant variant) {
    return FoldContext.of(variant.over(settings), base, Version.ofBuild(), FoldListener.NONE);
  }

  /** What this process runs under. */
  Ground ground() {
    try (FoldContext context = context(Variant.recorded())) {
      return context.ground();
    }
  }

  /** The digest of everything that decides a run's result. */
  String inputs(Variant variant, int order) {
    try (FoldContext context = context(variant)) {
      return Digests.sha256(
          String.join(
              "\n",
              FORM,
              source.log().over(variant, source.after()).digest(),
              Long.toString(source.after()),
              start == null ? "base" : start.manifest().weightsDigest() + start.manifest().id(),
              context.ground().values().toString(),
              variant.overrides().toString(),
              variant.weighting(),
              Integer.toString(order),
              source.probes().digest(),
              referenceDigest,
              Integer.toString(settings.evaluator().maxAnswerTokens()),
              mark == null ? "" : mark.id()));
    }
  }

  /**
   * Does a run.
   *
   * @param heard called after every document with how many there were
   */
  ReplayRun run(Variant variant, int order, String inputs, ReplayWork work, LongConsumer heard) {
    long begin = System.nanoTime();
    Settings own = variant.over(settings);
    try (FoldContext context = context(variant);
        CheckpointStore store = CheckpointStore.open(work.state(), settings.checkpoint())) {
      if (start != null) {
        ReplayFold.begin(start, variant, own, context, store);
      }
      RecordedLog log = source.log().over(variant, source.after()).inOrder(order, source.after());
      asker.begin();
      long tokens = 0;
      double millis = 0;
      String atMark = null;
      try (ReplayFold fold = new ReplayFold(own, context, store, log)) {
        long before = fold.step();
        long decidedSoFar = 0;
        for (Logged logged : log.records()) {
          if (logged.record().seq() <= source.after()) {
            continue;
          }
          for (Adaptation decided : fold.apply(logged)) {
            long seq = log.recordedSeq(decided.seq());
            asker.decided(decided, seq, fold.parameters(), order == 1);
            tokens += decided.decision() == Decision.TRAINED ? decided.tokens() : 0;
            millis += decided.lastOfStep() ? decided.millis() : 0;
            heard.accept(++decidedSoFar);
          }
          if (order == 1 && mark != null && logged.record().seq() == mark.seq()) {
            atMark = fold.weightsDigest();
          }
        }
        long documents = decidedSoFar;
        return new ReplayRun(
            inputs,
            order,
            fold.step() - before,
            tokens,
            Flops.ofLearning(base, tokens),
            fold.stateBytes(),
            millis / 1e3,
            (System.nanoTime() - begin) / 1e9,
            fold.weightsDigest(),
            atMark,
            reference.compare(fold.parameters()),
            asker.end(fold.parameters(), () -> heard.accept(documents)));
      }
    }
  }
}
