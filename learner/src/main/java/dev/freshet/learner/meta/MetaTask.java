package dev.freshet.learner.meta;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gradient.Chain;
import dev.freshet.learner.gradient.Pullback;
import dev.freshet.learner.gradient.StepSizes;
import dev.freshet.learner.step.Learned;
import dev.freshet.learner.weighting.WeightingNetwork;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all meta-trainers work on.
 *
 * @param network null where every token counts 1
 * @param optimizer the chain that serves, without step sizes
 * @param passes steps on each document
 * @param difference shared by all episodes, since what it finds out serves the next
 * @param learn what is to be learned
 */
record MetaTask(
    Decoder decoder,
    @Nullable WeightingNetwork network,
    Pullback optimizer,
    int passes,
    OuterLoss outer,
    FiniteDifference difference,
    Set<MetaPart> learn) {

  boolean learns(MetaPart part) {
    return learn.contains(part);
  }

  /** The optimizer under some step sizes. */
  Chain chain(MetaParameters meta) {
    return Chain.of(optimizer, new StepSizes(meta.stepSizes()));
  }

  InnerLoop loop(MetaParameters meta) {
    return new InnerLoop(decoder, chain(meta), passes);
  }

  /** The state at the beginning of a stream. */
  Learned start(MetaParameters meta) {
    return loop(meta).initial(meta.start());
  }

  Weigher weigher(MetaParameters meta) {
    WeightingNetwork weighs = network;
    if (weighs == null) {
      return input -> {
        double[] ones = new double[input.ids().length - 1];
        Arrays.fill(ones, 1);
        return ones;
      };
    }
    return new NetworkWeigher(weighs, meta.weighting());
  }
}
