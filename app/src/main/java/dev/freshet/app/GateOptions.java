package dev.freshet.app;

import dev.freshet.config.GateSettings;
import dev.freshet.config.GateSettings.Policy;
import dev.freshet.learner.LanguageModel;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the measurements of the gate have in common. */
final class GateOptions {
  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Which of them, and in which order (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model directory (default: `model.directory`).")
  private @Nullable Path model;

  long seed() {
    return seed;
  }

  LanguageModel open(CommandContext context) {
    return context.openModel(model);
  }

  /** The settings of the gate, but holding back in every topic. */
  static GateSettings strict(CommandContext context) {
    GateSettings set = context.settings().gate();
    return new GateSettings(
        Policy.STRICT,
        Map.of(),
        set.falseQuarantine(),
        set.warmUp(),
        0,
        set.rememberedTopics(),
        set.shelf());
  }

  /** Documents that a gate has to know before it holds back the first. */
  static int leastReference(GateSettings gate) {
    return gate.warmUp() + (int) Math.ceil(1 / gate.falseQuarantine()) - 1;
  }
}
