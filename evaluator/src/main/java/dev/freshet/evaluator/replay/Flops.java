package dev.freshet.evaluator.replay;

import dev.freshet.learner.LanguageModel;
import java.util.Arrays;

/**
 * An estimate of what learning costs: 6 floating point operations for each token and each weight
 * that a token is multiplied with, 2 of them forward and 4 backward (Kaplan et al. 2020, section
 * 2.1). Not in it: attention between tokens, learned token weightings, the asking of probes.
 */
public final class Flops {
  private static final double FORWARD_AND_BACKWARD = 6;

  private Flops() {}

  public static double ofLearning(LanguageModel model, long tokens) {
    long weights =
        model.decoder().parameterShapes().values().stream()
            .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
            .sum();
    long lookedUp =
        model.config().tied() ? 0 : (long) model.config().vocabulary() * model.config().width();
    return FORWARD_AND_BACKWARD * (weights - lookedUp) * tokens;
  }
}
