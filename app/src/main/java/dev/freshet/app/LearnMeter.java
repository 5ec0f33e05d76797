package dev.freshet.app;

import dev.freshet.adapter.FoldListener;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts what the fold does: decisions, steps, tokens, and the share of time that goes into
 * learning. Safe for use by several threads.
 */
final class LearnMeter implements FoldListener {
  private final Consumer<Adaptation> onReport;
  private final Map<Decision, Long> decisions = new EnumMap<>(Decision.class);
  private long steps;
  private long tokens;
  private long learnNanos;
  private long firstNanos;
  private long lastNanos;
  private double smoothedLoss = Double.NaN;
  private final Map<String, Double> weightGrowth = new HashMap<>();
  private String checkpoint = "";
  private long checkpoints;
  private long checkpointBytes;
  private long checkpointNanos;

  /**
   * What was counted so far.
   *
   * @param learnSeconds inside the learner
   * @param spanSeconds from the beginning of the first step to the end of the last
   * @param smoothedLoss recent loss before the step, nats per token; NaN before the first
   * @param checkpoint id of the last that was written
   * @param written checkpoints
   */
  record Reading(
      Map<Decision, Long> decisions,
      long steps,
      long tokens,
      double learnSeconds,
      double spanSeconds,
      double smoothedLoss,
      String checkpoint,
      Written written) {
    long count(Decision decision) {
      return decisions.getOrDefault(decision, 0L);
    }

    long documents() {
      return decisions.values().stream().mapToLong(Long::longValue).sum();
    }

    /** For the live page. */
    Map<String, Object> document() {
      Map<String, Object> document = new LinkedHashMap<>();
      for (Decision decision : Decision.values()) {
        document.put(decision.wire(), count(decision));
      }
      document.put("documents", documents());
      document.put("steps", steps);
      document.put("tokens", tokens);
      document.put("tokensPerSecond", tokensPerSecond());
      document.put("loss", Double.isNaN(smoothedLoss) ? null : smoothedLoss);
      return document;
    }

    double learnShare() {
      return spanSeconds > 0 ? learnSeconds / spanSeconds : 0;
    }

    double tokensPerSecond() {
      return spanSeconds > 0 ? tokens / spanSeconds : 0;
    }
  }

  /**
   * The checkpoints that were written so far.
   *
   * @param bytes of all their arrays
   * @param seconds of the writing, during which the lane learns nothing
   */
  record Written(long count, long bytes, double seconds) {}

  /**
   * @param onReport hears of each decision, on Streams' thread
   */
  LearnMeter(Consumer<Adaptation> onReport) {
    this.onReport = onReport;
  }

  synchronized Reading read() {
    return new Reading(
        Map.copyOf(decisions),
        steps,
        tokens,
        learnNanos / 1e9,
        (lastNanos - firstNanos) / 1e9,
        smoothedLoss,
        checkpoint,
        new Written(checkpoints, checkpointBytes, checkpointNanos / 1e9));
  }

  @Override
  public synchronized void computed(String lane, long startNanos, long endNanos, long learned) {
    if (firstNanos == 0) {
      firstNanos = startNanos;
    }
    lastNanos = endNanos;
    learnNanos += endNanos - startNanos;
    tokens += learned;
  }

  @Override
  public void reported(Adaptation adaptation) {
    count(adaptation);
    onReport.accept(adaptation);
  }

  private synchronized void count(Adaptation adaptation) {
    decisions.merge(adaptation.decision(), 1L, Long::sum);
    if (adaptation.decision() == Decision.TRAINED && adaptation.lastOfStep()) {
      steps++;
    }
    Double growth = adaptation.weightGrowth();
    if (growth != null) {
      weightGrowth.put(adaptation.lane(), growth);
    }
    Double loss = adaptation.lossBefore();
    if (loss != null) {
      smoothedLoss = Double.isNaN(smoothedLoss) ? loss : 0.9 * smoothedLoss + 0.1 * loss;
    }
  }

  /** The largest of all lanes' weight norms, over the base model's; 1 before the first step. */
  synchronized double weightGrowth() {
    return weightGrowth.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
  }

  @Override
  public synchronized void checkpointed(String lane, String id, long step, long bytes, long nanos) {
    checkpoint = id;
    checkpoints++;
    checkpointBytes += bytes;
    checkpointNanos += nanos;
  }
}
