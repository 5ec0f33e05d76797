package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.generation.Generator;
import dev.freshet.learner.generation.Sampling;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has a model continue a text. */
@Command(name = "ask", description = "Have a model continue a text, or answer a question.")
final class AskCommand implements FreshetCommand {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model directory (default: `model.directory`).")
  private @Nullable Path model;

  @Option(
      names = "--prompt",
      required = true,
      paramLabel = "TEXT",
      description = "What to continue.")
  private String prompt = "";

  @Option(
      names = "--question",
      description = "Put the prompt into the form in which the model was taught questions.")
  private boolean question;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "64",
      description = "At most so many tokens more (${DEFAULT-VALUE}).")
  private int maxTokens;

  @Option(names = "--greedy", description = "Always the most likely token: the default.")
  private boolean greedy;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Draw tokens; below 1 the likely ones more often.")
  private @Nullable Double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw from the likeliest tokens that together reach P.")
  private @Nullable Double topP;

  @Option(names = "--seed", paramLabel = "S", description = "The same seed, the same draw.")
  private @Nullable Long seed;

  @Override
  public ExitCode run(CommandContext context) {
    Sampling sampling = sampling();
    if (prompt.isEmpty()) {
      throw usage("the prompt is empty", "write a text after --prompt");
    }
    if (maxTokens < 1) {
      throw usage("--max-tokens is 1 or more", "ask for at least one token");
    }
    try (LanguageModel opened = context.openModel(model)) {
      int[] ids = promptIds(opened);
      Generator.Continuation continuation =
          new Generator(opened.decoder(), opened.device())
              .continueAll(opened.parameters(), List.of(ids), maxTokens, sampling)
              .get(0);
      print(context, ids, continuation, opened.tokenizer().decode(continuation.ids()));
    }
    return ExitCode.OK;
  }

  private Sampling sampling() {
    boolean drawn = temperature != null || topP != null || seed != null;
    if (greedy && drawn) {
      throw usage(
          "--greedy does not go with --temperature, --top-p or --seed", "leave one side out");
    }
    try {
      return drawn
          ? new Sampling(
              temperature == null ? 1 : temperature,
              topP == null ? 1 : topP,
              seed == null ? 0 : seed)
          : Sampling.GREEDY;
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()), "see freshet ask --help");
    }
  }

  private int[] promptIds(LanguageModel model) {
    String text = question ? model.questions().promptFor(prompt) : prompt;
    int[] ids = TextIds.encode(model, text);
    int most = model.config().context() - 1;
    if (ids.length > most) {
      throw usage(
          "the prompt has " + ids.length + " tokens, and the model reads at most " + most,
          "shorten the prompt");
    }
    if (ids.length == 0) {
      throw usage("the prompt holds nothing that the model reads", "write another one");
    }
    return ids;
  }

  private static void print(
      CommandContext context, int[] promptIds, Generator.Continuation continuation, String text) {
    if (!context.json()) {
      context.out().println(text);
      return;
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("promptIds", promptIds);
    document.put("ids", continuation.ids());
    document.put("text", text);
    document.put("stopReason", continuation.stopReason().name().toLowerCase(Locale.ROOT));
    context.print(document);
  }

  private static FreshetException usage(String message, String remedy) {
    return new FreshetException(ExitCode.USAGE, message, null, remedy);
  }
}
