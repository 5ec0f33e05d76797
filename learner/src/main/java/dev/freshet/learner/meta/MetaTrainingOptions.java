package dev.freshet.learner.meta;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * How to meta-train.
 *
 * @param trainer by name: maml, fomaml, oml, reptile
 * @param learn what is learned
 * @param shape of an episode
 * @param episodesPerStep whose derivatives are averaged for one step of the meta-parameters
 * @param returnAfter episodes after which the base returns to the start; until then its state is
 *     carried on, as a stream will meet it
 * @param locality c, the weight of the damage in the outer loss
 * @param steps at most so many
 * @param validateEvery steps between two validations
 * @param validationEpisodes of a validation, always the same
 * @param patience validations without a better one before it stops
 * @param weightsRate Adam's learning rate of the network
 * @param stepsRate of the logarithms of step sizes
 * @param initRate of the initialisation
 * @param work where the state of an interrupted run is kept
 * @param saveEvery wall time between two saved states
 */
public record MetaTrainingOptions(
    String trainer,
    Set<MetaPart> learn,
    EpisodeSource.Shape shape,
    int episodesPerStep,
    int returnAfter,
    double locality,
    int steps,
    int validateEvery,
    int validationEpisodes,
    int patience,
    double weightsRate,
    double stepsRate,
    double initRate,
    long seed,
    Path work,
    Duration saveEvery) {
  public MetaTrainingOptions {
    learn = Set.copyOf(learn);
    require(!learn.isEmpty(), "something is to be learned: weights, steps or init");
    require(episodesPerStep >= 1, "a step takes one episode or more");
    require(returnAfter >= 1, "the base returns to its start after one episode or more");
    require(locality >= 0 && locality < 1e6, "the weight of the damage is 0 to 1e6");
    require(steps >= 1 && validateEvery >= 1 && patience >= 1, "steps are counted from 1 on");
    require(validationEpisodes >= 1, "a validation takes one episode or more");
    require(weightsRate > 0 && stepsRate > 0 && initRate > 0, "meta learning rates are above 0");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
