package dev.freshet.learner.pretraining;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a base model is trained.
 *
 * @param corpora files that {@link CorpusReader} takes
 * @param documentsPerCorpus at most so many from each file; 0 is all
 * @param target the model directory to write
 * @param work where the state of an interrupted run is kept
 * @param vocabulary tokens to learn
 * @param rowTokens tokens of a row; also the model's context
 * @param batchRows rows of a step
 * @param peakRate the learning rate after the warm-up
 * @param heldOutEvery one article in so many is held out, chosen by its title
 * @param limitSteps stop after so many steps; 0 is the whole schedule
 * @param saveEvery wall time between two saved states
 */
public record TrainingOptions(
    List<Path> corpora,
    int documentsPerCorpus,
    Path target,
    Path work,
    int vocabulary,
    int width,
    int layers,
    int heads,
    int keyValueHeads,
    int feedForwardWidth,
    int rowTokens,
    int batchRows,
    double epochs,
    double peakRate,
    int warmupSteps,
    double weightDecay,
    int heldOutEvery,
    long limitSteps,
    long seed,
    Duration saveEvery) {
  public TrainingOptions {
    corpora = List.copyOf(corpora);
  }
}
