package dev.freshet.learner.shift;

import dev.freshet.tensor.CounterRandom;

/**
 * Turns a distance between samples into a p-value: its rank among the distances of the same points
 * parted at random.
 *
 * <pre>
 * p = (1 + #{permutations at least as far apart}) / (1 + permutations)
 * </pre>
 *
 * <p>Of exchangeable points P(p <= a) is at most a, for any a, and whatever the number of points.
 * Dependent ones, neighbours in a time series for instance, are not exchangeable.
 *
 * @param permutations as 1 / (1 + permutations) is the least p there is
 */
public record PermutationTest(TwoSampleTest test, int permutations) {
  /** Sums that differ by rounding only are equal. */
  private static final double ROUNDING = 1e-12;

  /** How far apart the samples are, and how likely so far or farther is where nothing moved. */
  public record Outcome(double distance, double p) {}

  public PermutationTest {
    if (permutations < 1) {
      throw new IllegalArgumentException(permutations + " permutations");
    }
  }

  /**
   * The outcome for two samples of at least two vectors each.
   *
   * @param random draws the permutations
   */
  public Outcome of(double[][] reference, double[][] recent, CounterRandom random) {
    double[][] pooled = new double[reference.length + recent.length][];
    System.arraycopy(reference, 0, pooled, 0, reference.length);
    System.arraycopy(recent, 0, pooled, reference.length, recent.length);
    TwoSampleTest.Pool pool = test.pool(pooled);
    boolean[] isFirst = new boolean[pooled.length];
    int[] places = new int[pooled.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
      isFirst[i] = i < reference.length;
    }
    double observed = pool.distance(isFirst);
    double bar = observed - ROUNDING * Math.max(1, Math.abs(observed));
    int asFar = 1;
    for (int k = 0; k < permutations; k++) {
      random.shuffle(places);
      for (int i = 0; i < places.length; i++) {
        isFirst[places[i]] = i < reference.length;
      }
      asFar += pool.distance(isFirst) >= bar ? 1 : 0;
    }
    return new Outcome(observed, asFar / (1.0 + permutations));
  }
}
