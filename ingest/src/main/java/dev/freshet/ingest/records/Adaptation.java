package dev.freshet.ingest.records;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the learner did with one document: a record of {@code freshet.adaptations}.
 *
 * @param reason why it was not trained
 * @param step the optimizer step that it was part of; of no step, the last one before it
 * @param seq its number in the log
 * @param lastOfStep whether no other document of the same step follows
 * @param tokens that were learned from
 * @param time the document's
 * @param lossBefore mean NLL in nats per token before the step
 * @param novelty in [0, 1]; null where no gate ran
 * @param topWeights the heaviest tokens, heaviest first
 * @param gradientNorm global L2 norm before clipping
 * @param updateNorm global L2 norm of the change of weights
 * @param weightGrowth global L2 norm of the weights after the step, over the base model's
 * @param millis the learner's time
 * @param stepFactor what an alarm of one of the topic's signals asks the step to be multiplied by;
 *     null where none holds
 * @param rehearsed ids of earlier documents that its step learned again
 */
public record Adaptation(
    String documentId,
    String lane,
    String topic,
    Decision decision,
    @Nullable String reason,
    long step,
    long seq,
    boolean lastOfStep,
    long tokens,
    Instant time,
    @Nullable Double lossBefore,
    @Nullable Double novelty,
    List<TokenWeight> topWeights,
    @Nullable Double gradientNorm,
    @Nullable Double updateNorm,
    @Nullable Double weightGrowth,
    double millis,
    String weighting,
    @Nullable Double stepFactor,
    List<String> rehearsed) {

  /** What was decided on a document. */
  public enum Decision {
    TRAINED("trained"),
    QUARANTINED("quarantined"),
    SKIPPED("skipped"),
    REJECTED("rejected"),
    ROLLED_BACK("rolledBack");

    private final String wire;

    Decision(String wire) {
      this.wire = wire;
    }

    @JsonValue
    public String wire() {
      return wire;
    }
  }

  /**
   * A token and how much it counted.
   *
   * @param start its first character in the text, in UTF-16 units
   * @param end the character after its last
   */
  public record TokenWeight(String token, double weight, int start, int end) {
    public TokenWeight {
      token = Require.present(token, "token");
      Require.that(Double.isFinite(weight) && weight >= 0, "`weight` is not a number from 0");
      Require.that(start >= 0 && end >= start, "`start` and `end` are not a span");
    }
  }

  public Adaptation {
    documentId = Require.name(documentId, "documentId");
    lane = Lane.require(lane);
    topic = Require.name(topic, "topic");
    decision = Require.present(decision, "decision");
    Require.counted(step, "step");
    Require.counted(seq, "seq");
    Require.counted(tokens, "tokens");
    time = Require.present(time, "time");
    Require.measured(lossBefore, "lossBefore");
    Require.measured(novelty, "novelty");
    topWeights = List.copyOf(Require.present(topWeights, "topWeights"));
    Require.measured(gradientNorm, "gradientNorm");
    Require.measured(updateNorm, "updateNorm");
    Require.measured(weightGrowth, "weightGrowth");
    Require.measured(millis, "millis");
    weighting = Require.name(weighting, "weighting");
    rehearsed = orNone(rehearsed);
  }

  /** Records from before there was any rehearsal do not speak of it. */
  private static List<String> orNone(@Nullable List<String> ids) {
    return ids == null ? List.of() : List.copyOf(ids);
  }
}
