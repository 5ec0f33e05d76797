package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.decoder.ModelConfig;
import dev.freshet.learner.generation.Generator;
import dev.freshet.learner.generation.Sampling;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a model writes from nothing: a sample of all that it knows, without a text of its own. */
@Command(
    name = "text",
    description =
        "Let a model write from nothing, at temperature 1: the text that `adapter.anchor` holds"
            + " it to.")
final class GenerateTextCommand implements FreshetCommand {
  private static final int ROWS = 32;
  private static final long PROGRESS_NANOS = 500_000_000L;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model directory (default: `model.directory`).")
  private @Nullable Path model;

  @Option(
      names = "--texts",
      paramLabel = "N",
      defaultValue = "400",
      description = "How many (${DEFAULT-VALUE}).")
  private int texts;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "200",
      description = "The most tokens of each, less than the model's context (${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Another seed, other texts (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write here (default: usual.txt in the model's directory).")
  private @Nullable Path out;

  @Override
  public ExitCode run(CommandContext context) {
    if (texts < 1 || tokens < 1) {
      throw usage("--texts and --tokens are 1 or more", "ask for at least one of each");
    }
    try (LanguageModel opened = context.openModel(model)) {
      int most = opened.config().context() - 1;
      if (tokens > most) {
        throw usage("--tokens is " + tokens, "give " + most + " or fewer: the model's context");
      }
      int[] start = {start(opened)};
      Path file = out == null ? opened.directory().resolve("usual.txt") : out;
      int written = WholeFile.write(file, stream -> write(context, opened, start, stream));
      print(context, file, written);
    }
    return ExitCode.OK;
  }

  /** The token that texts begin with, or where there is none the one that they end with. */
  private static int start(LanguageModel model) {
    ModelConfig config = model.config();
    if (config.beginToken() >= 0) {
      return config.beginToken();
    }
    if (config.endTokens().isEmpty()) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the model has neither a bos_token_id nor an eos_token_id to begin a text with",
          model.directory().resolve("config.json").toString(),
          "give one there");
    }
    return config.endTokens().get(0);
  }

  /** Writes the texts, and counts them. */
  private int write(CommandContext context, LanguageModel model, int[] start, OutputStream stream)
      throws IOException {
    Generator generator = new Generator(model.decoder(), model.device());
    try (ProgressLine progress = new ProgressLine(context, PROGRESS_NANOS);
        Interruption.Registration polled = context.interruption().polled()) {
      int made = 0;
      while (made < texts) {
        context.interruption().check();
        progress.show("%d of %d texts", made, texts);
        List<int[]> prompts = Collections.nCopies(Math.min(ROWS, texts - made), start);
        Sampling sampling = new Sampling(1, 1, seed + made);
        for (Generator.Continuation text :
            generator.continueAll(model.parameters(), prompts, tokens, sampling)) {
          String written = model.tokenizer().decode(text.ids()).strip() + "\n\n";
          stream.write(written.getBytes(StandardCharsets.UTF_8));
          made++;
        }
      }
      return made;
    }
  }

  private static void print(CommandContext context, Path file, int written) {
    if (context.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("texts", written);
      document.put("file", file.toString());
      context.print(document);
    } else {
      context.out().println(file + ": " + written + " texts");
    }
  }

  private static FreshetException usage(String message, String remedy) {
    return new FreshetException(ExitCode.USAGE, message, "generate text", remedy);
  }
}
