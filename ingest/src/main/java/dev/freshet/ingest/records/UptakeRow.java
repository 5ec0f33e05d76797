package dev.freshet.ingest.records;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One probe, scored on the base model and on the weights of one step: a record of {@code
 * freshet.uptake}.
 *
 * <p>NLL is in nats per answer token, end token counted; what was not measured is null.
 *
 * @param answer the right one whose NLL is measured
 * @param documentStep the step of the probe's document
 * @param lagAsked the steps after it that were wanted, of {@code evaluator.lags}
 * @param stepAsked {@code documentStep + lagAsked}
 * @param stepScored the step whose weights were scored
 * @param lag {@code stepScored - documentStep}: the steps that had gone on
 * @param nllGain {@code nllBase - nllNow}
 * @param tokens of the answer, end token counted
 * @param answerBase what the base model answers
 * @param before the probe before its document's step; at lag 0 only
 * @param course its earlier evaluations since; at later lags only
 * @param superseded the answer that is to give way, where the probe names one
 * @param rank of the right answer among those of other probes of the topic
 */
public record UptakeRow(
    String probeId,
    @Nullable String documentId,
    String lane,
    String topic,
    String question,
    String answer,
    long documentStep,
    long lagAsked,
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
    @Nullable Before before,
    @Nullable Course course,
    @Nullable Superseded superseded,
    @Nullable Rank rank,
    Instant time) {

  /**
   * A probe under weights that had not read its document.
   *
   * @param step whose weights were scored
   */
  public record Before(long step, double nll) {
    public Before {
      Require.counted(step, "before.step");
      Require.measured(nll, "before.nll");
    }
  }

  /**
   * What a probe had come to at earlier lags.
   *
   * @param nllFirst at lag 0
   * @param nllBest the lowest at any earlier lag
   * @param untouched whether no document of its topic was learned from since its own
   */
  public record Course(double nllFirst, double nllBest, boolean untouched) {
    public Course {
      Require.measured(nllFirst, "course.nllFirst");
      Require.measured(nllBest, "course.nllBest");
    }
  }

  /** The answer that held before, in nats per token after the same question. */
  public record Superseded(String answer, double nllBase, double nllNow) {
    public Superseded {
      answer = Require.text(answer, "superseded.answer");
      Require.measured(nllBase, "superseded.nllBase");
      Require.measured(nllNow, "superseded.nllNow");
    }
  }

  /**
   * A place by likelihood.
   *
   * @param place from 1, which is the likeliest
   * @param among how many answers, the right one counted
   */
  public record Rank(int place, int among) {
    public Rank {
      Require.that(place >= 1 && place <= among && among >= 2, "`rank` is no place among answers");
    }
  }

  public UptakeRow {
    probeId = Require.name(probeId, "probeId");
    lane = Lane.require(lane);
    topic = Require.name(topic, "topic");
    question = Require.text(question, "question");
    answer = Require.text(answer, "answer");
    Require.counted(stepAsked, "stepAsked");
    Require.counted(stepScored, "stepScored");
    Require.counted(documentStep, "documentStep");
    Require.counted(lagAsked, "lagAsked");
    Require.that(
        stepAsked == documentStep + lagAsked, "`stepAsked` is not documentStep + lagAsked");
    Require.that(lag == stepScored - documentStep, "`lag` is not stepScored - documentStep");
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

  /**
   * What other documents did to the probe before its own: the base model's NLL less {@code before}.
   */
  public @Nullable Double transfer() {
    return before == null ? null : nllBase - before.nll();
  }

  /** Nats lost since the best earlier lag; below 0 where it was never better. */
  public @Nullable Double forgetting() {
    return course == null ? null : nllNow - course.nllBest();
  }

  /** Nats won since lag 0 by what was learned later. */
  public @Nullable Double backward() {
    return course == null ? null : course.nllFirst() - nllNow;
  }

  /** Nats lost since lag 0 though nothing on its topic was learned; null where something was. */
  public @Nullable Double damage() {
    return course == null || !course.untouched() ? null : nllNow - course.nllFirst();
  }

  /** 1 where the right answer is likelier than the one before it, else 0. */
  public @Nullable Double overrides() {
    return superseded == null ? null : nllNow < superseded.nllNow() ? 1.0 : 0.0;
  }

  /** One over the right answer's place. */
  public @Nullable Double reciprocalRank() {
    return rank == null ? null : 1.0 / rank.place();
  }
}
