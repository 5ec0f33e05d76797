package dev.freshet.learner.weighting;

import dev.freshet.learner.tokenizer.EncodedText;

/**
 * Weights of one tokenizer's tokens as weights of another's, through the characters that both
 * cover: a token gets the mean over its characters, a character the mean over the tokens that cover
 * it. Where no weighed token covers any of a token's characters, as at the first token of a text,
 * it gets the document's mean weight.
 */
public final class CarriedWeights {
  private CarriedWeights() {}

  /**
   * Carries weights over.
   *
   * @param weights one per target token of {@code from}
   * @param to the same text under the other tokenizer
   * @return one per target token of {@code to}
   */
  public static float[] carry(EncodedText from, float[] weights, EncodedText to) {
    if (!from.text().equals(to.text())) {
      throw new IllegalArgumentException("weights are carried within one text");
    }
    Units units = new Units(from, weights);
    double mean = mean(weights);
    float[] carried = new float[Math.max(0, to.length() - 1)];
    for (int i = 0; i < carried.length; i++) {
      carried[i] = (float) units.mean(to.starts()[i + 1], to.ends()[i + 1], mean);
    }
    return carried;
  }

  private static double mean(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return weights.length == 0 ? 1 : sum / weights.length;
  }

  /** Weights of a text's UTF-16 units. */
  private static final class Units {
    private final double[] sums;
    private final int[] covers;

    Units(EncodedText text, float[] weights) {
      sums = new double[text.text().length()];
      covers = new int[sums.length];
      for (int i = 0; i < weights.length; i++) {
        for (int unit = text.starts()[i + 1]; unit < text.ends()[i + 1]; unit++) {
          sums[unit] += weights[i];
          covers[unit]++;
        }
      }
    }

    double mean(int start, int end, double otherwise) {
      double sum = 0;
      int covered = 0;
      for (int unit = start; unit < end; unit++) {
        if (covers[unit] > 0) {
          sum += sums[unit] / covers[unit];
          covered++;
        }
      }
      return covered == 0 ? otherwise : sum / covered;
    }
  }
}
