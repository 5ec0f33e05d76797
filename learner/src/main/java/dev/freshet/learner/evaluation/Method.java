package dev.freshet.learner.evaluation;

import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.weighting.TokenWeighting;
import java.util.function.DoubleFunction;

/**
 * A way of adapting.
 *
 * @param name as results name it
 * @param chain the gradient transformations at a learning rate
 */
public record Method(
    String name, TokenWeighting weighting, DoubleFunction<GradientTransformation> chain) {}
