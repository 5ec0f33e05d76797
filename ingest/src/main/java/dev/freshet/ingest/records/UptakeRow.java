package dev.freshet.ingest.records;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One probe, scored on the base model and on the weights of one step: a record of {@code
 * freshet.uptake}.
 *
 * <p>NLL is in nats per answer token, end token counted; what was not measured is null.
 *
 * @param stepAsked the step whose weights were wanted
 * @param stepScored the step whose weights were scored
 * @param lag {@code stepScored - stepAsked}
 * @param nllGain {@code nllBase - nllNow}
 * @param tokens of the answer, end token counted
 * @param answerBase what the base model answers
 */
public record UptakeRow(
    String probeId,
    @Nullable String documentId,
    String lane,
    String topic,
    long stepAsked,
    long stepScored,
    long lag,
    double nllBase,
    double nllNow,
    double nllGain,
    long tokens,
    @Nullable Double f1Base,
    @Nullable Double f1Now,
    @Nullable Double emBase,
    @Nullable Double emNow,
    @Nullable String answerBase,
    @Nullable String answerNow,
    Instant time) {

  public UptakeRow {
    probeId = Require.name(probeId, "probeId");
    lane = Lane.require(lane);
    topic = Require.name(topic, "topic");
    Require.counted(stepAsked, "stepAsked");
    Require.counted(stepScored, "stepScored");
    Require.that(lag == stepScored - stepAsked, "`lag` is not stepScored - stepAsked");
    Require.measured(nllBase, "nllBase");
    Require.measured(nllNow, "nllNow");
    Require.measured(nllGain, "nllGain");
    Require.that(tokens >= 1, "`tokens` is below 1");
    Require.measured(f1Base, "f1Base");
    Require.measured(f1Now, "f1Now");
    Require.measured(emBase, "emBase");
    Require.measured(emNow, "emNow");
    time = Require.present(time, "time");
  }
}
