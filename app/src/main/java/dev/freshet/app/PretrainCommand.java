package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.pretraining.Pretraining;
import dev.freshet.learner.pretraining.TrainingOptions;
import dev.freshet.tensor.Torch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a base model from text. */
@Command(
    name = "pretrain",
    description = "Train a base model from text. Interrupted, the same command goes on.")
final class PretrainCommand implements FreshetCommand {
  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      required = true,
      split = ",",
      description = "Files to train on.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "0",
      description = "At most so many of each file.")
  private int documents;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "A model to go on from: its weights, vocabulary and shape.")
  private @Nullable Path from;

  @Option(
      names = "--tokenizer",
      paramLabel = "DIR",
      description = "A model to take the vocabulary from; the rest begins anew.")
  private @Nullable Path tokenizer;

  @Option(
      names = "--question-share",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description =
          "Share of the documents that get questions written from their text (${DEFAULT-VALUE}).")
  private double questionShare;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The model directory to write.")
  private Path out = Path.of("");

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Where the state is kept (default: OUT.training).")
  private @Nullable Path work;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      defaultValue = "6144",
      description = "Tokens (${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "192",
      description = "Hidden size (${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "6",
      description = "Blocks (${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "6",
      description = "Query heads (${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--key-value-heads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Heads of keys and values (${DEFAULT-VALUE}).")
  private int keyValueHeads;

  @Option(
      names = "--feed-forward",
      paramLabel = "N",
      defaultValue = "512",
      description = "Inner size of the feed-forward layer (${DEFAULT-VALUE}).")
  private int feedForward;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens a row (${DEFAULT-VALUE}).")
  private int context;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Rows a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Passes (${DEFAULT-VALUE}).")
  private double epochs;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "3e-3",
      description = "At its peak (${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stop early after so many steps.")
  private long steps;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of weights and order.")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "0 is one per core, at most 8.")
  private int threads;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, cpu or cuda:N.")
  private String device = "auto";

  @Override
  public ExitCode run(CommandContext commandContext) {
    if (from != null && tokenizer != null) {
      throw new FreshetException(
          ExitCode.USAGE,
          "a model to go on from has a vocabulary of its own",
          "--tokenizer",
          "give --from or --tokenizer");
    }
    // Nothing else runs beside it.
    int cores = Runtime.getRuntime().availableProcessors();
    Torch.start(threads > 0 ? threads : Math.min(Torch.MOST, cores));
    TrainingOptions options =
        new TrainingOptions(
            corpora,
            Optional.ofNullable(from),
            Optional.ofNullable(tokenizer),
            documents,
            questionShare,
            out,
            work == null ? out.resolveSibling(out.getFileName() + ".training") : work,
            vocabulary,
            width,
            layers,
            heads,
            keyValueHeads,
            feedForward,
            context,
            batch,
            epochs,
            learningRate,
            200,
            0.1,
            200,
            steps,
            seed,
            Duration.ofMinutes(10));
    try (Interruption.Registration polled = commandContext.interruption().polled()) {
      commandContext.print(
          new Pretraining(options, Torch.device(device), new TrainingProgress(commandContext))
              .run());
      return ExitCode.OK;
    }
  }
}
