package dev.freshet.learner.weighting;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Scope;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Selective language modelling (Lin et al. 2024, Rho-1): the tokens with the largest excess loss
 * count alike, the others not at all, and the loss is the mean over those that count.
 *
 * <pre>
 * s_t = l_t(model) - l_t(reference)        w_t = N / kept for the top share by s_t, else 0
 * </pre>
 *
 * <p>The reference is the frozen base, so the excess is 0 everywhere before the first step and
 * below 0 on what was just learned: what is forgotten counts, and what is known does not. Tokens
 * that tie at the border share what is left of it, so that an excess of 0 everywhere gives 1 to
 * all. An excess is told from another by a ten-thousandth of a nat, since less is rounding.
 */
public final class Rho1Weighting implements StatelessWeighting {
  static final WeightingDescription DESCRIPTION =
      new WeightingDescription(
          "rho1",
          "N / kept for the 60 % of tokens whose loss exceeds the frozen base's most, else 0",
          "the model's losses; one forward pass of the frozen base",
          "Lin et al. 2024, Rho-1");

  /** The published share of the 1 B model. */
  private static final double SHARE = 0.6;

  private static final double RESOLUTION = 1e-4;

  private final Function<EncodedText, double[]> reference;
  private final double share;

  /**
   * A weighting against any reference.
   *
   * @param reference its loss of each target token, in nats
   * @param share of the tokens that count, above 0, at most 1
   */
  Rho1Weighting(Function<EncodedText, double[]> reference, double share) {
    this.reference = reference;
    this.share = share;
  }

  /** Against a model as it stands in its files. */
  public static Rho1Weighting against(LanguageModel base) {
    return new Rho1Weighting(text -> losses(base, text), SHARE);
  }

  private static double[] losses(LanguageModel base, EncodedText text) {
    try (Scope scope = Scope.nested()) {
      return WeightingInput.of(base.decoder(), base.parameters(), text).lossValues();
    }
  }

  @Override
  public WeightingDescription description() {
    return DESCRIPTION;
  }

  @Override
  public float[] weigh(WeightingInput input) {
    int n = input.targets();
    if (n == 0) {
      return new float[0];
    }
    double[] now = input.lossValues();
    double[] before = reference.apply(input.text());
    double[] excess = new double[n];
    for (int i = 0; i < n; i++) {
      excess[i] = Math.rint((now[i] - before[i]) / RESOLUTION) * RESOLUTION;
    }
    return topShare(excess, Math.max(1, Math.round(share * n)));
  }

  private static float[] topShare(double[] excess, long kept) {
    double[] sorted = excess.clone();
    Arrays.sort(sorted);
    double border = sorted[(int) (sorted.length - kept)];
    long above = Arrays.stream(excess).filter(s -> s > border).count();
    long tied = Arrays.stream(excess).filter(s -> s == border).count();
    double full = (double) excess.length / kept;
    double atBorder = full * (kept - above) / tied;
    float[] weights = new float[excess.length];
    for (int i = 0; i < weights.length; i++) {
      boolean unknown = Double.isNaN(excess[i]);
      double weight = excess[i] > border ? full : excess[i] == border ? atBorder : 0;
      weights[i] = (float) (unknown ? Double.NaN : weight);
    }
    return weights;
  }
}
