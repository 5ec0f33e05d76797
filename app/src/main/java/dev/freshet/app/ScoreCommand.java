package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.TokenWindows;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How likely a text is under a model: nats per token, in windows of the model's context without
 * overlap, the first token of each not scored.
 */
@Command(name = "score", description = "Say how likely a text is under a model.")
final class ScoreCommand implements FreshetCommand {
  private static final long PROGRESS_NANOS = 500_000_000L;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model directory (default: `model.directory`).")
  private @Nullable Path model;

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description = "A text in UTF-8, of at most 4 MiB.")
  private Path in = Path.of("");

  private record Likelihood(long tokens, double sum) {
    double perToken() {
      return sum / tokens;
    }
  }

  @Override
  public ExitCode run(CommandContext context) {
    String text = TextFile.read(in);
    try (LanguageModel opened = context.openModel(model)) {
      List<int[]> windows =
          TokenWindows.disjoint(TextIds.encode(opened, text), opened.config().context()).stream()
              .filter(window -> window.length > 1)
              .toList();
      if (windows.isEmpty()) {
        throw TextFile.unusable(in, "it holds fewer than two tokens", null);
      }
      print(context, likelihood(context, opened, windows));
    }
    return ExitCode.OK;
  }

  private static Likelihood likelihood(
      CommandContext context, LanguageModel model, List<int[]> windows) {
    long tokens = 0;
    double sum = 0;
    try (ProgressLine progress = new ProgressLine(context, PROGRESS_NANOS);
        Interruption.Registration polled = context.interruption().polled()) {
      for (int i = 0; i < windows.size(); i++) {
        context.interruption().check();
        progress.show("scored %d of %d windows", i, windows.size());
        int[] window = windows.get(i);
        try (Scope scope = Scope.on(model.device())) {
          Tensor ids = Tensor.of(window, 1, window.length);
          sum += TokenLoss.of(model.decoder(), model.parameters(), ids).sum().item();
        }
        tokens += window.length - 1;
      }
    }
    return new Likelihood(tokens, sum);
  }

  private static void print(CommandContext context, Likelihood likelihood) {
    double nll = likelihood.perToken();
    if (context.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("tokens", likelihood.tokens());
      document.put("nll", nll);
      document.put("perplexity", Math.exp(nll));
      context.print(document);
    } else {
      context
          .out()
          .printf(
              Locale.ROOT,
              "%.4f nats per token over %d tokens, perplexity %.2f%n",
              nll,
              likelihood.tokens(),
              Math.exp(nll));
    }
  }
}
