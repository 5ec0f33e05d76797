package dev.freshet.learner.meta;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gradient.StepSize;
import dev.freshet.learner.weighting.StoredNetwork;
import dev.freshet.learner.weighting.WeightingArtefact;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directory that a meta-training leaves: what {@link WeightingArtefact} reads, a card that says
 * how it came about, and, where the initialisation was learned, a model in {@code base/}.
 *
 * @param base what was adapted
 * @param network null where every token counts 1
 * @param optimizer with which the steps were taken
 * @param learningRate of that optimizer
 * @param passes steps on each document
 * @param corpora what the card names
 * @param earlier what the training began with; null where it began anew
 */
public record MetaArtefact(
    Path directory,
    LanguageModel base,
    @Nullable StoredNetwork network,
    String optimizer,
    double learningRate,
    int passes,
    List<String> corpora,
    @Nullable Path earlier,
    MetaTrainingOptions options) {

  /** Writes what was learned, over what was there. */
  public void write(MetaParameters learned, Validation first, Validation best, int step) {
    new WeightingArtefact(
            network == null ? "uniform" : network.name(),
            network,
            optimizer,
            learningRate,
            learned.stepSizes(),
            base.tokenizerDigest())
        .write(directory, network == null ? null : learned.weighting());
    if (options.learn().contains(MetaPart.INIT)) {
      base.export(directory.resolve("base"), learned.start(), SafetensorsWriter.Precision.BF16);
    }
    try {
      if (network != null && !network.readsBase()) {
        // With its own tokenizer beside it, it can weigh for models that have another.
        Files.copy(
            base.directory().resolve("tokenizer.json"),
            directory.resolve("tokenizer.json"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(directory.resolve("README.md"), card(learned, first, best, step));
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the card cannot be written: " + e.getMessage(),
          directory.toString(),
          "free some space, or write elsewhere",
          e);
    }
  }

  private String card(MetaParameters learned, Validation first, Validation best, int step) {
    StringBuilder card = new StringBuilder();
    card.append("# ").append(directory.getFileName()).append("\n\n");
    card.append("How a step on a document is to be taken, learned by `freshet meta-train`");
    card.append(" for the base model `").append(base.directory().getFileName()).append("`.\n\n");
    row(card, "", "");
    row(card, "---", "---");
    row(card, "weighting", network == null ? "uniform" : network.name());
    row(card, "parameters", Long.toString(learned.weighting().count()));
    row(card, "learned", options.learn().stream().map(MetaPart::spelled).sorted().toList());
    row(card, "inner steps", innerSteps());
    row(card, "meta-trainer", options.trainer());
    row(
        card,
        "episode",
        counted(options.shape().documents(), "document")
            + " in sequence; the base returns to its start after "
            + counted(options.returnAfter(), "episode"));
    row(card, "outer loss", "answer NLL + " + options.locality() + " KL(before, after)");
    row(card, "corpora", eachOnce(corpora));
    if (earlier != null) {
      row(card, "begun with", String.valueOf(earlier.getFileName()));
    }
    row(card, "meta-steps", step + ", of " + options.episodesPerStep() + " episodes each");
    row(card, "seed", Long.toString(options.seed()));
    card.append("\n## On held-out articles\n\n");
    row(card, "nats per answer token", "before the steps", "after", "gain", "KL elsewhere");
    row(card, "---", "---", "---", "---", "---");
    measured(card, earlier == null ? "untrained" : "as begun", first);
    measured(card, "this", best);
    steps(card, learned);
    return card.toString();
  }

  private String innerSteps() {
    String steps = optimizer + ", learning rate " + learningRate;
    return passes == 1 ? steps : steps + " in " + passes + " passes";
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** A corpus that was given several times counts so much more. */
  private static List<String> eachOnce(List<String> names) {
    return names.stream()
        .distinct()
        .map(
            name -> {
              int times = Collections.frequency(names, name);
              return times == 1 ? name : name + " (" + times + " times)";
            })
        .toList();
  }

  private static void measured(StringBuilder card, String name, Validation v) {
    row(
        card,
        name,
        digits(v.nllBefore()),
        digits(v.nllAfter()),
        digits(v.uptake()),
        digits(v.kl()));
  }

  private static void steps(StringBuilder card, MetaParameters learned) {
    List<Map.Entry<String, StepSize>> sizes = new ArrayList<>(learned.stepSizes().entrySet());
    if (sizes.isEmpty()) {
      return;
    }
    sizes.sort(Comparator.comparingDouble(size -> size.getValue().mean()));
    Map.Entry<String, StepSize> first = sizes.get(0);
    Map.Entry<String, StepSize> last = sizes.get(sizes.size() - 1);
    boolean single = sizes.stream().allMatch(size -> size.getValue().isSingle());
    card.append(single ? "\nStep sizes run from " : "\nStep sizes, a tensor's mean, run from ");
    card.append(digits(first.getValue().mean())).append(" (`").append(first.getKey());
    card.append("`) to ").append(digits(last.getValue().mean()));
    card.append(" (`").append(last.getKey()).append("`).\n");
  }

  private static void row(StringBuilder card, String name, List<String> values) {
    row(card, name, String.join(", ", values));
  }

  private static void row(StringBuilder card, String... cells) {
    card.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
