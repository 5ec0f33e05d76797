package dev.freshet.learner.evaluation;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.retention.Retention;
import dev.freshet.learner.step.Guards;
import dev.freshet.learner.step.WeightedStep;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.WeightingState;
import java.util.function.DoubleFunction;

/**
 * A way of adapting.
 *
 * @param name as results name it
 * @param recipe all that decides what it does, in a line: what was computed under another is not
 *     taken for it
 * @param start what the weighting knows of a stream when it meets a document by itself; in sequence
 *     it begins with nothing
 * @param chain the gradient transformations at a learning rate
 * @param passes gradients of a step
 * @param retention what keeps from forgetting
 */
public record Method(
    String name,
    String recipe,
    TokenWeighting weighting,
    WeightingState start,
    DoubleFunction<GradientTransformation> chain,
    int passes,
    Retention retention) {

  /** Its step, which refuses only what is not finite. */
  WeightedStep step(Decoder decoder, double rate) {
    return new WeightedStep(decoder, chain.apply(rate), passes, Guards.FINITE, retention);
  }

  /** The same under a weighting made of this one's. */
  Method under(String variation, TokenWeighting other) {
    return new Method(
        name + "/" + variation, recipe + " / " + variation, other, start, chain, passes, retention);
  }
}
