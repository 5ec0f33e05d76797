package dev.freshet.learner.pretraining;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a base model is trained.
 *
 * @param corpora files that {@link CorpusReader} takes
 * @param from a model directory to go on from, its vocabulary and shape with it; empty begins anew
 * @param tokenizer a model directory to take the vocabulary from, where training begins anew; empty
 *     learns one
 * @param documentsPerCorpus at most so many from each file; 0 is all
 * @param questionShare share of the documents without questions that get some written from their
 *     text (see {@link dev.freshet.learner.probing.QuestionWriter})
 * @param target the model directory to write
 * @param work where the state of an interrupted run is kept
 * @param vocabulary tokens to learn, where none are taken over
 * @param rowTokens tokens of a row; also the model's context
 * @param batchRows rows of a step
 * @param peakRate the learning rate after the warm-up
 * @param heldOutEvery one article in so many is held out, chosen by its title
 * @param limitSteps stop after so many steps; 0 is the whole schedule
 * @param saveEvery wall time between two saved states
 */
public record TrainingOptions(
    List<Path> corpora,
    Optional<Path> from,
    Optional<Path> tokenizer,
    int documentsPerCorpus,
    double questionShare,
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
