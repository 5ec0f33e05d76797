package dev.freshet.learner.evaluation;

import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.UniformWeighting;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.learner.weighting.WeightingDescription;
import dev.freshet.learner.weighting.WeightingInput;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;

/**
 * The weights of a document, changed: their values stay in some respect, their places do not.
 *
 * @param change of the weights of a document, into new ones
 */
record WeightControl(String name, String shows, Change change) implements Control {
  /** Of one document's weights. */
  @FunctionalInterface
  interface Change {
    float[] of(EncodedText text, float[] weights);
  }

  /** Every token has the document's mean weight: the step is as long, and knows nothing. */
  static final Control MEAN =
      new WeightControl(
          "mean-weight",
          "uniform weighting, each document at the mean of its weights: the part of a gain that is"
              + " the length of the step",
          (text, weights) -> {
            float[] mean = new float[weights.length];
            Arrays.fill(mean, (float) FirstLook.mean(weights));
            return mean;
          });

  /** The same weights on other tokens of the same document. */
  static final Control SHUFFLED =
      new WeightControl(
          "shuffled-weights",
          "the same weights on other tokens of the document: the part that is their spread",
          (text, weights) -> {
            int[] places = new int[weights.length];
            Arrays.setAll(places, i -> i);
            new CounterRandom(CounterRandom.seedOf(text.text()), 0).shuffle(places);
            float[] shuffled = new float[weights.length];
            for (int i = 0; i < shuffled.length; i++) {
              shuffled[i] = weights[places[i]];
            }
            return shuffled;
          });

  @Override
  public Method method(Method method) {
    return method.under(name, new Changed(method.weighting(), change));
  }

  @Override
  public boolean concerns(Method method) {
    return !(method.weighting() instanceof UniformWeighting);
  }

  /** A weighting whose weights are changed; it remembers what it would have. */
  private record Changed(TokenWeighting own, Change change) implements TokenWeighting {
    @Override
    public WeightingDescription description() {
      return own.description();
    }

    @Override
    public WeightingState initial() {
      return own.initial();
    }

    @Override
    public Weighed weigh(WeightingInput input, WeightingState state) {
      Weighed weighed = own.weigh(input, state);
      return weighed.defect(input.targets()) == null
          ? new Weighed(change.of(input.text(), weighed.weights()), weighed.state())
          : weighed;
    }
  }
}
