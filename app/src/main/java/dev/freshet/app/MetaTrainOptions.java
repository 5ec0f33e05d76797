package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.meta.EpisodeSource;
import dev.freshet.learner.meta.MetaPart;
import dev.freshet.learner.meta.MetaTrainingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the outer loop of a meta-training goes. */
final class MetaTrainOptions {
  @Option(
      names = "--learn",
      paramLabel = "PART",
      split = ",",
      defaultValue = "weights,steps",
      description = "Of weights, steps and init (${DEFAULT-VALUE}).")
  private List<MetaPart> learn = List.of();

  @Option(
      names = "--meta-trainer",
      paramLabel = "NAME",
      defaultValue = "maml",
      description =
          "maml (exact), fomaml, oml (asks about other documents too) or reptile (init only)"
              + " (${DEFAULT-VALUE}).")
  private String trainer = "";

  @Option(
      names = "--documents-per-episode",
      paramLabel = "N",
      defaultValue = "6",
      description = "Steps in sequence before the questions (${DEFAULT-VALUE}).")
  private int documents;

  @Option(
      names = "--questions-per-document",
      paramLabel = "N",
      defaultValue = "4",
      description = "At most so many, chosen anew each time (${DEFAULT-VALUE}).")
  private int questions;

  @Option(
      names = "--episodes-per-step",
      paramLabel = "N",
      defaultValue = "4",
      description = "Whose derivatives one meta-step averages (${DEFAULT-VALUE}).")
  private int episodes;

  @Option(
      names = "--return-after",
      paramLabel = "N",
      defaultValue = "4",
      description = "Episodes until the base returns to its start (${DEFAULT-VALUE}).")
  private int returnAfter;

  @Option(
      names = "--locality",
      paramLabel = "C",
      defaultValue = "1",
      description = "Weight of the KL on unrelated text in the outer loss (${DEFAULT-VALUE}).")
  private double locality;

  @Option(
      names = "--meta-steps",
      paramLabel = "N",
      defaultValue = "200",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      defaultValue = "10",
      description = "Meta-steps between validations (${DEFAULT-VALUE}).")
  private int validateEvery;

  @Option(
      names = "--validation-episodes",
      paramLabel = "N",
      defaultValue = "8",
      description = "Of held-out articles, always the same (${DEFAULT-VALUE}).")
  private int validationEpisodes;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "5",
      description = "Validations without a better one before it stops (${DEFAULT-VALUE}).")
  private int patience;

  @Option(
      names = "--rate-weights",
      paramLabel = "RATE",
      defaultValue = "2e-3",
      description = "Adam's learning rate of the network (${DEFAULT-VALUE}).")
  private double weightsRate;

  @Option(
      names = "--rate-steps",
      paramLabel = "RATE",
      defaultValue = "0.03",
      description = "Of the logarithms of step sizes (${DEFAULT-VALUE}).")
  private double stepsRate;

  @Option(
      names = "--rate-init",
      paramLabel = "RATE",
      defaultValue = "1e-4",
      description = "Of the initialisation (${DEFAULT-VALUE}).")
  private double initRate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of network and order.")
  private long seed;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Where the state is kept (default: OUT.training).")
  private @Nullable Path work;

  /**
   * For a training that writes there.
   *
   * @param weighs whether there is a network to learn
   */
  MetaTrainingOptions of(Path out, boolean weighs) {
    Set<MetaPart> parts = EnumSet.noneOf(MetaPart.class);
    parts.addAll(learn);
    if (!weighs) {
      parts.remove(MetaPart.WEIGHTS);
    }
    try {
      return new MetaTrainingOptions(
          trainer,
          parts,
          new EpisodeSource.Shape(documents, questions, trainer.equals("oml") ? documents : 0),
          episodes,
          returnAfter,
          locality,
          steps,
          validateEvery,
          validationEpisodes,
          patience,
          weightsRate,
          stepsRate,
          initRate,
          seed,
          work == null ? out.resolveSibling(out.getFileName() + ".training") : work,
          Duration.ofMinutes(10));
    } catch (IllegalArgumentException e) {
      throw new FreshetException(
          ExitCode.USAGE, String.valueOf(e.getMessage()), null, "see `freshet meta-train --help`");
    }
  }
}
