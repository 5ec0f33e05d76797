package dev.freshet.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The gate: which documents are learned, and which wait until somebody lets them in. */
public record GateSettings(
    @Setting(
            value =
                "`observe` scores and reports; `strict` holds back what is out of distribution until"
                    + " it is accepted; `adapt` does too, but lets a topic in by itself once it keeps"
                    + " coming.",
            byDefault = "observe")
        Policy policy,
    @Setting("Another policy for a topic: its name to `observe`, `strict` or `adapt`.")
        Map<String, String> topics,
    @Setting(
            value =
                "The share of documents like those before that may be held back by mistake. Nothing is"
                    + " held back before 1 over this many are ranked.",
            byDefault = "0.05")
        double falseQuarantine,
    @Setting(
            value = "Documents that are let in unjudged at first: the gate knows nothing yet.",
            byDefault = "100")
        int warmUp,
    @Setting(
            value =
                "A document whose mean loss is below this (nats per token) is skipped as known; 0 is"
                    + " never. Not under `observe`.",
            byDefault = "0.05")
        double knownLoss,
    @Setting(
            value = "Topics whose usual scores are remembered; the least recently used gives way.",
            byDefault = "256")
        int rememberedTopics,
    @Setting(
            value =
                "Held-back documents that can still be accepted, per lane; the oldest gives way. Their"
                    + " texts are part of checkpoints.",
            byDefault = "256")
        int shelf) {

  /** What becomes of a document that is out of distribution. */
  public enum Policy {
    OBSERVE,
    STRICT,
    ADAPT
  }

  public GateSettings {
    // In order: the text of these settings has one digest.
    topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    topics.values().forEach(GateSettings::requirePolicy);
    Check.that(
        falseQuarantine > 0 && falseQuarantine <= 0.5,
        "false-quarantine",
        "is above 0, at most 0.5");
    Check.that(warmUp >= 10 && warmUp <= 100_000, "warm-up", "is 10 to 100000");
    Check.that(knownLoss >= 0 && knownLoss <= 100, "known-loss", "is 0 to 100");
    Check.that(
        rememberedTopics >= 1 && rememberedTopics <= 4096, "remembered-topics", "is 1 to 4096");
    Check.that(shelf >= 1 && shelf <= 4096, "shelf", "is 1 to 4096");
  }

  /** The policy for a topic. */
  public Policy policyOf(String topic) {
    String own = topics.get(topic);
    return own == null ? policy : Policy.valueOf(own.toUpperCase(Locale.ROOT));
  }

  private static void requirePolicy(String text) {
    List<String> names = Arrays.stream(Policy.values()).map(ValueForm::write).toList();
    Check.that(
        names.contains(text),
        "topics",
        names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ", "holds ", ""))
            + " after each topic");
  }
}
