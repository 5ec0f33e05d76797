package dev.freshet.adapter;

import dev.freshet.adapter.Lane.Waiting;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Adaptation.TokenWeight;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Quarantined;
import dev.freshet.learner.gate.Judgement;
import dev.freshet.learner.step.StepOutcome;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.learner.tokenizer.EncodedText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tells what a lane decided on its documents. */
final class LaneReports {
  private final String lane;
  private final FoldContext context;

  LaneReports(String lane, FoldContext context) {
    this.lane = lane;
    this.context = context;
  }

  /**
   * On all documents of a batch, in order.
   *
   * @param outcome of the step on those that have a text; null where none has
   * @param step the lane's, after it
   */
  List<Report> of(
      List<Waiting> batch,
      @Nullable StepOutcome outcome,
      long step,
      FoldRules rules,
      double millis) {
    List<Report> reports = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < batch.size(); i++) {
      Waiting waiting = batch.get(i);
      Draft draft = new Draft(waiting, step, i == batch.size() - 1, rules.weighting().name());
      reports.add(
          waiting.text() == null || outcome == null
              ? draft.skipped("it has no token to predict")
              : decided(draft, outcome, outcome.readings().get(next++), millis));
    }
    return reports;
  }

  /** That somebody has given up on a document that was held back. */
  Report rejected(Waiting waiting, long step, FoldRules rules) {
    Draft draft = new Draft(waiting, step, false, rules.weighting().name());
    draft.decision = Decision.REJECTED;
    draft.reason = "given up by record " + waiting.at();
    return draft.report();
  }

  /** That a document which was decided on before is undone. */
  Adaptation undone(Survey.Undone document, long step, String weighting) {
    return new Adaptation(
        document.id(),
        lane,
        document.topic(),
        Decision.ROLLED_BACK,
        "undone by record " + document.by(),
        step,
        document.seq(),
        false,
        0,
        document.time(),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        0,
        weighting,
        null,
        List.of());
  }

  private Report decided(Draft draft, StepOutcome outcome, DocumentReading reading, double millis) {
    Judgement judgement = reading.judgement();
    draft.novelty = judgement == null ? null : judgement.novelty();
    if (judgement != null && !judgement.isLearned()) {
      return withheld(draft, reading, judgement);
    }
    if (outcome instanceof StepOutcome.Empty
        || (outcome instanceof StepOutcome.Taken && !reading.hasWeight())) {
      return draft.skipped("the weighting gave every token 0");
    }
    draft.read(reading);
    draft.millis = millis;
    if (outcome instanceof StepOutcome.Taken taken) {
      draft.decision = Decision.TRAINED;
      draft.reason = draft.waiting.isAccepted() ? "accepted by record " + draft.waiting.at() : null;
      draft.gradientNorm = taken.gradientNorm();
      draft.updateNorm = taken.updateNorm();
      draft.weightGrowth = taken.weightNorm() / context.baseNorm();
      draft.rehearsed = taken.rehearsed();
    } else if (outcome instanceof StepOutcome.Refused refused) {
      draft.decision = Decision.REJECTED;
      draft.reason = refused.reason();
      draft.gradientNorm = finite(refused.gradientNorm());
    }
    return draft.report();
  }

  private Report withheld(Draft draft, DocumentReading reading, Judgement judgement) {
    draft.lossBefore = reading.tokens() == 0 ? null : finite(reading.meanLoss());
    return switch (judgement.verdict()) {
      case SKIP_DUPLICATE -> draft.skipped("its text was learned before");
      case SKIP_KNOWN -> draft.skipped("the model predicts it nearly without loss");
      case HOLD_BACK -> {
        draft.decision = Decision.QUARANTINED;
        draft.reason =
            judgement.nearest() == null
                ? "out of distribution"
                : "out of distribution; nearest to " + judgement.nearest();
        yield draft.held(judgement);
      }
      case LEARN -> throw new IllegalArgumentException("it was let in");
    };
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** A report being written. */
  private final class Draft {
    private final Waiting waiting;
    private final long step;
    private final boolean last;
    private final String weighting;
    private Decision decision = Decision.SKIPPED;
    private @Nullable String reason;
    private long tokens;
    private @Nullable Double lossBefore;
    private @Nullable Double novelty;
    private List<TokenWeight> weights = List.of();
    private @Nullable Double gradientNorm;
    private @Nullable Double updateNorm;
    private @Nullable Double weightGrowth;
    private List<String> rehearsed = List.of();
    private double millis;

    Draft(Waiting waiting, long step, boolean last, String weighting) {
      this.waiting = waiting;
      this.step = step;
      this.last = last;
      this.weighting = weighting;
    }

    void read(DocumentReading reading) {
      if (waiting.text() != null) {
        context.listener().weighed(lane, waiting.document(), waiting.text(), reading.weights());
      }
      tokens = reading.tokens();
      lossBefore = reading.tokens() == 0 ? null : finite(reading.meanLoss());
      weights = waiting.text() == null ? List.of() : heaviest(waiting.text(), reading.weights());
    }

    Report skipped(String why) {
      decision = Decision.SKIPPED;
      reason = why;
      return report();
    }

    Report report() {
      return new Report(adaptation(), waiting.at(), null);
    }

    Report held(Judgement judgement) {
      Document document = waiting.document();
      return new Report(
          adaptation(),
          waiting.at(),
          new Quarantined(
              document.id(),
              lane,
              document.topic(),
              waiting.record().seq(),
              step,
              document.time(),
              judgement.novelty(),
              judgement.scores(),
              judgement.nearest(),
              document.text()));
    }

    private Adaptation adaptation() {
      Document document = waiting.document();
      return new Adaptation(
          document.id(),
          lane,
          document.topic(),
          decision,
          reason,
          step,
          waiting.record().seq(),
          last,
          tokens,
          document.time(),
          lossBefore,
          novelty,
          weights,
          gradientNorm,
          updateNorm,
          weightGrowth,
          millis,
          weighting,
          waiting.stepFactor(),
          rehearsed);
    }
  }

  private List<TokenWeight> heaviest(EncodedText text, float[] weights) {
    return IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -weights[i]).thenComparing(i -> i))
        .limit(context.reportedWeights())
        .map(
            i -> {
              int from = text.starts()[i + 1];
              int to = text.ends()[i + 1];
              return new TokenWeight(text.text().substring(from, to), weights[i], from, to);
            })
        .toList();
  }
}
