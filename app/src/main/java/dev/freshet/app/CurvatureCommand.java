package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.pretraining.CorpusReader;
import dev.freshet.learner.pretraining.CurvatureMeasure;
import dev.freshet.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the Kronecker factors of a model's gradients, for {@code adapter.optimizer}. */
@Command(
    name = "curvature",
    description =
        "Measure in which directions a model's gradients are loud, and keep it with the model: what"
            + " `adapter.optimizer: kronecker` steps by.")
final class CurvatureCommand implements FreshetCommand {
  private static final long PROGRESS_NANOS = 500_000_000L;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model directory (default: `model.directory`).")
  private @Nullable Path model;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      required = true,
      split = ",",
      description = "Files of documents like those that the base was trained on.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "600",
      description = "The first so many of each file (${DEFAULT-VALUE}).")
  private int documents;

  @Option(
      names = "--rank",
      paramLabel = "SHARE",
      defaultValue = "0.125",
      description =
          "Share of an axis's directions that are kept apart; the others count alike"
              + " (${DEFAULT-VALUE}).")
  private double rank;

  @Override
  public ExitCode run(CommandContext context) {
    require(documents >= 1, "--documents is " + documents, "give 1 or more");
    require(rank > 0 && rank <= 1, "--rank is " + rank, "give a share above 0, at most 1");
    List<String> texts = new ArrayList<>();
    for (Path file : corpora) {
      int before = texts.size();
      CorpusReader.read(
          file,
          document -> {
            if (texts.size() - before < documents && !document.text().isBlank()) {
              texts.add(document.text());
            }
          });
    }
    try (LanguageModel base = context.openModel(model);
        Scope scope = Scope.on(base.device())) {
      CurvatureMeasure measure = measured(context, base, texts);
      require(
          measure.documents() > 0,
          "there is no document of two tokens or more in " + corpora,
          "give JSON Lines with `text`, SQuAD-format JSON or plain text");
      base.write(measure.factors(rank));
      print(context, base, measure);
    }
    return ExitCode.OK;
  }

  private static CurvatureMeasure measured(
      CommandContext context, LanguageModel base, List<String> texts) {
    CurvatureMeasure measure = new CurvatureMeasure(base);
    try (ProgressLine progress = new ProgressLine(context, PROGRESS_NANOS);
        Interruption.Registration polled = context.interruption().polled()) {
      for (String text : texts) {
        context.interruption().check();
        progress.show("measured %d of %d documents", measure.documents(), texts.size());
        measure.add(text);
      }
    }
    return measure;
  }

  private static void require(boolean holds, String what, String remedy) {
    if (!holds) {
      throw new FreshetException(ExitCode.USAGE, what, "curvature", remedy);
    }
  }

  private static void print(CommandContext context, LanguageModel base, CurvatureMeasure measure) {
    String file = base.directory().resolve("kronecker-factors.safetensors").toString();
    if (context.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("documents", measure.documents());
      document.put("file", file);
      context.print(document);
    } else {
      context.out().printf("%d documents measured: %s%n", measure.documents(), file);
    }
  }
}
