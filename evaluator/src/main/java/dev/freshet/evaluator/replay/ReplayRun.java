package dev.freshet.evaluator.replay;

import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.learner.scoring.ReferenceText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One fold of the log under one variant in one order.
 *
 * @param inputs digest of all that decides the result
 * @param steps taken from the start of the stretch
 * @param flops of learning, estimated: see {@link Flops}
 * @param stateBytes of the weights and of what the optimizer and the weighting keep
 * @param learnSeconds inside the learner
 * @param seconds in all, the asking included
 * @param digestAtMark of the weights where a checkpoint was recorded; null where there is none
 * @param elsewhere the reference text on the base model and at the end
 */
public record ReplayRun(
    String inputs,
    int order,
    long steps,
    long tokens,
    double flops,
    long stateBytes,
    double learnSeconds,
    double seconds,
    String weightsDigest,
    @Nullable String digestAtMark,
    ReferenceText.Comparison elsewhere,
    List<ReplayRow> rows) {
  public ReplayRun {
    rows = List.copyOf(rows);
  }

  public long count(Decision decision) {
    return rows.stream().filter(row -> row.decision() == decision).count();
  }
}
