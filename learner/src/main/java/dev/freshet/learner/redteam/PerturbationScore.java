package dev.freshet.learner.redteam;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TokenWindows;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import java.util.Arrays;

/**
 * The expected perturbation score of a document (Zhang et al. 2023): the gradient of its log
 * density by its embeddings, the mean over noised copies.
 *
 * <pre>
 * S(x) = mean over t of  grad log p(x + sigma_t noise)
 * </pre>
 *
 * <p>Where the paper takes a diffusion model's score, the language model's own density stands here;
 * a token's gradient counts as one, and a document is the mean over its tokens {@code [width]}.
 */
final class PerturbationScore {
  /** Lengths of a token's noise, in mean distances between neighbouring tokens. */
  private static final double[] NOISE = {0.25, 0.5, 0.75, 1};

  private static final long SEED = CounterRandom.seedOf("redteam.perturbation");

  private PerturbationScore() {}

  /** The score; call it in a scope of the model's device. */
  static double[] of(String text, Victim victim) {
    return of(text, victim, NOISE);
  }

  static double[] of(String text, Victim victim, double[] noise) {
    LanguageModel model = victim.model();
    int[] ids = model.tokenizer().encode(text).ids();
    double[] sum = new double[model.config().width()];
    int tokens = 0;
    int stream = 0;
    for (int[] window : TokenWindows.predictingAll(ids, model.config().context())) {
      for (double length : noise) {
        add(sum, window, length, victim, new CounterRandom(SEED, stream++));
      }
      tokens += window.length - 1;
    }
    int seen = tokens;
    return Arrays.stream(sum).map(value -> value / (noise.length * Math.max(1, seen))).toArray();
  }

  private static void add(
      double[] sum, int[] window, double length, Victim victim, CounterRandom random) {
    try (Scope scope = Scope.nested()) {
      Tensor rows = victim.rows(window);
      double[] noise = new double[(int) rows.count()];
      double sigma = length * victim.spacing() / Math.sqrt((double) rows.size(2));
      Arrays.setAll(noise, i -> sigma * random.nextGaussian());
      Tensor gradient =
          victim.gradient(
              rows.plus(Tensor.of(noise, rows.dtype(), rows.shape())),
              hidden -> GradientSign.loss(victim, hidden, window).negated());
      // The loss is a mean over tokens, the log density their sum.
      float[] pooled = gradient.sum(1, false).scaled(window.length - 1).toFloats();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += pooled[i];
      }
    }
  }
}
