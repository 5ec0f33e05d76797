package dev.freshet.learner.generation;

import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.Comparator;

/**
 * How the next token is chosen.
 *
 * @param temperature logits are divided by it; 0 takes the most likely token
 * @param topP only the most likely tokens that together reach this probability (nucleus sampling,
 *     Holtzman et al. 2020); 1 keeps all
 * @param seed the n-th token of a row is a function of it, the row and n
 */
public record Sampling(double temperature, double topP, long seed) {
  public static final Sampling GREEDY = new Sampling(0, 1, 0);

  public Sampling {
    if (!(temperature >= 0 && temperature <= 100)) {
      throw new IllegalArgumentException("a temperature is 0 to 100");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p is above 0, at most 1");
    }
  }

  boolean greedy() {
    return temperature == 0;
  }

  /** Draws a token from one row of logits. */
  int draw(float[] logits, CounterRandom random) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double[] weights = new double[logits.length];
    double total = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp((logits[i] - max) / temperature);
      total += weights[i];
    }
    Integer[] order = new Integer[logits.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -weights[i]));
    int kept = 0;
    double mass = 0;
    while (kept < order.length && mass < topP * total) {
      mass += weights[order[kept++]];
    }
    double target = random.nextDouble() * mass;
    for (int i = 0; i < kept; i++) {
      target -= weights[order[i]];
      if (target < 0) {
        return order[i];
      }
    }
    return order[kept - 1];
  }
}
