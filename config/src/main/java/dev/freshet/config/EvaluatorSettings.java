package dev.freshet.config;

import java.time.Duration;
import java.util.List;

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
                "Snapshots of the weights held for scoring; a learner of the same process waits while"
                    + " all are taken.",
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
        String reference,
    @Setting(
            value =
                "Steps after its document's at which a probe is scored: 0, and then rising. More"
                    + " than one measures retention.",
            byDefault = "0, 10, 100, 1000")
        List<String> lags,
    @Setting(
            value =
                "Most probes scored at a step besides those of its documents: later lags, and"
                    + " probes before their document.",
            byDefault = "16")
        int probesPerStep,
    @Setting(
            value =
                "The same at a step on a topic that one of its signals has raised an alarm for.",
            byDefault = "64")
        int alarmedProbesPerStep,
    @Setting(
            value = "Probes per partition that wait for a later lag; the oldest make room.",
            byDefault = "100000")
        int pendingProbes,
    @Setting(
            value = "Whether probes are also scored before their document comes (transfer).",
            byDefault = "true")
        boolean transfer,
    @Setting(
            value =
                "Most answers of other probes of the topic among which the right one is ranked; 0"
                    + " ranks none.",
            byDefault = "4")
        int distractors,
    @Setting(
            value = "Steps between two measurements of damage on the reference text; 0 for none.",
            byDefault = "100")
        int localityEvery,
    @Setting(
            value = "Windows of the reference text, each of the model's context, read each time.",
            byDefault = "4")
        int localityWindows,
    @Setting("Limits of a topic's measures.") AlertSettings alerts) {
  private static final String RISING = "is 0 and then rising whole numbers, at most 32 of them";

  /** Where probes come from. */
  public enum Probes {
    GIVEN,
    AUTO
  }

  public EvaluatorSettings {
    Check.that(writtenProbes >= 1 && writtenProbes <= 100, "written-probes", "is 1 to 100");
    lags = List.copyOf(lags);
    Check.that(rising(lags), "lags", RISING);
    Check.that(probesPerStep >= 1 && probesPerStep <= 10_000, "probes-per-step", "is 1 to 10000");
    Check.that(
        alarmedProbesPerStep >= probesPerStep && alarmedProbesPerStep <= 10_000,
        "alarmed-probes-per-step",
        "is `probes-per-step` to 10000");
    Check.that(
        pendingProbes >= 1 && pendingProbes <= 100_000_000, "pending-probes", "is 1 to 100000000");
    Check.that(distractors >= 0 && distractors <= 100, "distractors", "is 0 to 100");
    Check.that(
        localityEvery >= 0 && localityEvery <= 1_000_000, "locality-every", "is 0 to 1000000");
    Check.that(localityWindows >= 1 && localityWindows <= 1000, "locality-windows", "is 1 to 1000");
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

  /** The lags as numbers of steps, 0 first. */
  public List<Long> lagSteps() {
    return lags.stream().map(Long::valueOf).toList();
  }

  private static boolean rising(List<String> lags) {
    if (lags.isEmpty() || lags.size() > 32 || !lags.get(0).equals("0")) {
      return false;
    }
    if (!lags.stream().allMatch(lag -> lag.matches("0|[1-9]\\d{0,11}"))) {
      return false;
    }
    for (int i = 1; i < lags.size(); i++) {
      if (Long.parseLong(lags.get(i)) <= Long.parseLong(lags.get(i - 1))) {
        return false;
      }
    }
    return true;
  }
}
