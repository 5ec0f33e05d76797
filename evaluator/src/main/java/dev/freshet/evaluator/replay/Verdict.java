package dev.freshet.evaluator.replay;

import dev.freshet.evaluator.replay.Paired.Mean;
import dev.freshet.evaluator.replay.VariantResult.Differences;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the differences say, in plain words. */
final class Verdict {
  private Verdict() {}

  /** A measure on which two variants are held against each other. */
  private record Finding(String measure, String more, String less, Mean difference) {
    boolean isShown() {
      return difference.isShown();
    }

    String words() {
      return (difference.value() > 0 ? more : less) + ", " + number();
    }

    String number() {
      String interval =
          Double.isNaN(difference.low())
              ? "one document, no interval"
              : String.format(
                  Locale.ROOT, "95 %% %+.3f to %+.3f", difference.low(), difference.high());
      return String.format(Locale.ROOT, "%+.3f nats per token (%s)", difference.value(), interval);
    }
  }

  /** One sentence for each variant after the first. */
  static List<String> of(List<VariantResult> variants) {
    VariantResult first = variants.get(0);
    return variants.stream().skip(1).map(other -> sentence(first, other)).toList();
  }

  private static String sentence(VariantResult first, VariantResult other) {
    String about = other.name() + " against " + first.name() + ": ";
    if (sameWeights(first, other)) {
      return about + "no difference, the weights are the same to the last bit.";
    }
    List<Finding> findings = findings(other.against());
    if (findings.isEmpty()) {
      return about + "nothing was measured that both have.";
    }
    String elsewhere =
        String.format(
            Locale.ROOT,
            " Damage elsewhere: KL %.4f against %.4f.",
            other.localityKl(),
            first.localityKl());
    if (findings.stream().noneMatch(Finding::isShown)) {
      return about
          + "no difference shown. "
          + findings.stream()
              .map(finding -> finding.measure() + " " + finding.number())
              .collect(Collectors.joining("; "))
          + "."
          + elsewhere;
    }
    return about
        + findings.stream()
            .map(
                finding ->
                    finding.isShown()
                        ? finding.words()
                        : "no difference shown in " + finding.measure() + ", " + finding.number())
            .collect(Collectors.joining("; "))
        + "."
        + elsewhere;
  }

  private static List<Finding> findings(@Nullable Differences against) {
    List<Finding> findings = new ArrayList<>();
    if (against == null) {
      return findings;
    }
    if (against.uptake() != null) {
      findings.add(
          new Finding(
              "uptake",
              "took up more right after reading",
              "took up less right after reading",
              against.uptake()));
    }
    if (against.retention() != null) {
      findings.add(
          new Finding(
              "retention", "knew more at the end", "knew less at the end", against.retention()));
    }
    if (findings.isEmpty() && against.loss() != null) {
      findings.add(
          new Finding(
              "the loss of each text before reading it",
              "foresaw each text worse",
              "foresaw each text better",
              against.loss()));
    }
    return findings;
  }

  private static boolean sameWeights(VariantResult first, VariantResult other) {
    for (int i = 0; i < first.runs().size(); i++) {
      if (!first.runs().get(i).weightsDigest().equals(other.runs().get(i).weightsDigest())) {
        return false;
      }
    }
    return true;
  }
}
