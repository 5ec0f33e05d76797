package dev.freshet.config;

import java.time.Duration;

/** Uptake by topic. */
public record EvaluatorSettings(
    @Setting(value = "Whether probes are scored while the stream runs.", byDefault = "true")
        boolean enabled,
    @Setting(
            value =
                "Which probes are asked: those given, or, with `auto`, also some written from the text"
                    + " of each document that has none (in English).",
            byDefault = "given")
        Probes probes,
    @Setting(value = "With `probes: auto`, the most written for a document.", byDefault = "4")
        int writtenProbes,
    @Setting(
            value =
                "Snapshots of the weights held for scoring; learning waits while all are taken.",
            byDefault = "4")
        int snapshots,
    @Setting(value = "Most tokens generated for an answer.", byDefault = "16") int maxAnswerTokens,
    @Setting(value = "Probes scored in one forward pass.", byDefault = "16") int batch,
    @Setting(
            value = "Threads of one tensor operation while scoring; 0 takes as many as learning.",
            byDefault = "1")
        int threads,
    @Setting(value = "Probes remembered per partition.", byDefault = "100000") int rememberedProbes,
    @Setting(value = "Length of a summary's window, in event time.", byDefault = "1h")
        Duration window,
    @Setting(value = "How late a row may come for its window.", byDefault = "10m") Duration grace,
    @Setting(
            value = "The text on which damage elsewhere is measured.",
            byDefault = "data/reference.txt")
        String reference) {

  /** Where probes come from. */
  public enum Probes {
    GIVEN,
    AUTO
  }

  public EvaluatorSettings {
    Check.that(writtenProbes >= 1 && writtenProbes <= 100, "written-probes", "is 1 to 100");
    Check.that(snapshots >= 1 && snapshots <= 1000, "snapshots", "is 1 to 1000");
    Check.that(
        maxAnswerTokens >= 1 && maxAnswerTokens <= 1024, "max-answer-tokens", "is 1 to 1024");
    Check.that(batch >= 1 && batch <= 1024, "batch", "is 1 to 1024");
    Check.that(threads >= 0 && threads <= 256, "threads", "is 0 to 256");
    Check.that(
        rememberedProbes >= 1 && rememberedProbes <= 100_000_000,
        "remembered-probes",
        "is 1 to 100000000");
    Check.that(!window.isNegative() && !window.isZero(), "window", "is longer than 0s");
    Check.that(!grace.isNegative(), "grace", "is 0s or longer");
    Check.that(!reference.isBlank(), "reference", "names a text file");
  }
}
