package dev.freshet.evaluator.replay;

import dev.freshet.ingest.records.Adaptation.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one document in a run.
 *
 * @param seq its number when it was recorded: the same in every run
 * @param place among the run's documents, from 0
 * @param step after which its probes were asked
 * @param lossBefore mean NLL of its text before the step, in nats per token
 * @param starts with {@code ends} the characters of each weighed token; empty where not kept
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record ReplayRow(
    long seq,
    String documentId,
    String topic,
    int place,
    long step,
    Decision decision,
    long tokens,
    @Nullable Double lossBefore,
    double millis,
    List<Asked> probes,
    int[] starts,
    int[] ends,
    float[] weights) {

  ReplayRow withProbes(List<Asked> asked) {
    return new ReplayRow(
        seq,
        documentId,
        topic,
        place,
        step,
        decision,
        tokens,
        lossBefore,
        millis,
        List.copyOf(asked),
        starts,
        ends,
        weights);
  }
}
