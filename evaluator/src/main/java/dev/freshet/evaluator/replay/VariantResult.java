package dev.freshet.evaluator.replay;

import dev.freshet.evaluator.replay.Paired.Mean;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a variant came to, over all orders. Means are over probes unless said otherwise; null where
 * nothing was measured.
 *
 * @param name as its file says
 * @param overrides the settings that it has in place of the recorded ones
 * @param recorded whether these are the recorded ones
 * @param runs one for each order
 * @param uptake gain over the base model right after the document's step, nats per answer token
 * @param retention the same at the end
 * @param f1 right after the step
 * @param em right after the step, SQuAD's exact match
 * @param loss of each document's text before its step, nats per token, the mean over documents
 * @param localityKl KL(base || now) on the reference text at the end, the mean over orders
 * @param against the differences from the first variant; null for the first itself
 */
record VariantResult(
    String name,
    Map<String, String> overrides,
    boolean recorded,
    List<ReplayRun> runs,
    @Nullable Mean uptake,
    @Nullable Mean retention,
    @Nullable Mean f1,
    @Nullable Mean em,
    @Nullable Mean loss,
    double localityKl,
    List<TopicLine> byTopic,
    List<LagLine> byLag,
    @Nullable Differences against) {

  /** A topic's probes. */
  record TopicLine(String topic, int probes, double uptake, double retention) {}

  /**
   * Probes by how far back their document lay at the end.
   *
   * @param uptake what the same probes gained at lag 0
   */
  record LagLine(String lag, int probes, double uptake, double gain) {}

  /** This variant minus the first, paired by document. */
  record Differences(
      @Nullable Mean uptake, @Nullable Mean retention, @Nullable Mean f1, @Nullable Mean loss) {}

  double learnSeconds() {
    return mean(runs.stream().mapToDouble(ReplayRun::learnSeconds).toArray());
  }

  double flops() {
    return mean(runs.stream().mapToDouble(ReplayRun::flops).toArray());
  }

  /** The weights after the recorded order. */
  String weightsDigest() {
    return runs.get(0).weightsDigest();
  }

  long stateBytes() {
    return runs.get(0).stateBytes();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
