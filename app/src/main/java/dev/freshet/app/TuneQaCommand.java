package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.pretraining.QuestionTuning;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tunes a model on questions. */
@Command(
    name = "tune-qa",
    description =
        "Tune a model to answer questions from memory; documents are mixed in, and the best weights"
            + " on held-out articles kept.")
final class TuneQaCommand implements FreshetCommand {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "The model directory to start from.")
  private Path model = Path.of("");

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      required = true,
      split = ",",
      description = "Files with questions, and files of documents to mix in.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The model directory to write.")
  private Path out = Path.of("");

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Where the state is kept (default: OUT.tuning).")
  private @Nullable Path work;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Rows a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "8",
      description = "Most passes (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "3e-4",
      description = "At its peak (${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--document-share",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Share of the tokens that come from plain documents (${DEFAULT-VALUE}).")
  private double documentShare;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      defaultValue = "8",
      description = "One article in so many is held out (${DEFAULT-VALUE}).")
  private int heldOut;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "2",
      description = "Passes without a better score.")
  private int patience;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the order.")
  private long seed;

  @Override
  public ExitCode run(CommandContext context) {
    try (LanguageModel base = context.openModel(model);
        Interruption.Registration polled = context.interruption().polled()) {
      QuestionTuning.Options options =
          new QuestionTuning.Options(
              corpora,
              out,
              work == null ? out.resolveSibling(out.getFileName() + ".tuning") : work,
              batch,
              epochs,
              learningRate,
              documentShare,
              heldOut,
              patience,
              seed);
      QuestionTuning.Outcome outcome =
          new QuestionTuning(base, options, new TrainingProgress(context)).run();
      context.print(outcome);
      return ExitCode.OK;
    }
  }
}
