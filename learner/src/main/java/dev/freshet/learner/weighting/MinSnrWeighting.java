package dev.freshet.learner.weighting;

import java.util.Arrays;
import java.util.Map;

/**
 * Caps what rare huge losses pull: a token's loss in units of the stream's mean loss plays the part
 * of the signal-to-noise ratio in the Min-SNR clamp of diffusion models (Hang et al. 2023).
 *
 * <pre>
 * s_t = l_t / mean loss so far        w_t = min(s_t, 5) / s_t
 * </pre>
 *
 * <p>The mean is over documents: plain over the first hundred, then with a memory of about as many.
 * The first document is measured by its own.
 */
public final class MinSnrWeighting implements TokenWeighting {
  static final WeightingDescription DESCRIPTION =
      new WeightingDescription(
          "min-snr",
          "min(s, 5) / s, s being its loss over the stream's mean loss",
          "the model's losses; remembers their running mean",
          "after Hang et al. 2023, Min-SNR; for tokens no result is published");

  private static final String MEAN = "mean-loss";
  private static final double CLAMP = 5;
  private static final double MEMORY = 100;

  @Override
  public WeightingDescription description() {
    return DESCRIPTION;
  }

  @Override
  public WeightingState initial() {
    return state(0, 0);
  }

  private static WeightingState state(double mean, double documents) {
    return WeightingState.of(Map.of(MEAN, new double[] {mean, documents}));
  }

  @Override
  public Weighed weigh(WeightingInput input, WeightingState state) {
    if (input.targets() == 0) {
      return new Weighed(new float[0], state);
    }
    double[] losses = input.lossValues();
    double[] remembered = state.slot(MEAN, 2);
    double own = Arrays.stream(losses).average().orElseThrow();
    double documents = Math.min(remembered[1] + 1, MEMORY);
    double next = remembered[0] + (own - remembered[0]) / documents;
    double mean = remembered[1] == 0 ? own : remembered[0];
    float[] weights = new float[losses.length];
    for (int i = 0; i < weights.length; i++) {
      // min(s, c) / s without a division by a loss of 0.
      weights[i] = losses[i] <= CLAMP * mean ? 1 : (float) (CLAMP * mean / losses[i]);
    }
    return new Weighed(weights, state(next, documents));
  }
}
