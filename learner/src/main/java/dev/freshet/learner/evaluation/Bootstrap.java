package dev.freshet.learner.evaluation;

import dev.freshet.learner.Quantiles;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Percentile intervals by resampling articles with all their documents (a cluster bootstrap:
 * documents of one article are not independent). Seeded: the same trials give the same interval.
 */
public final class Bootstrap {
  private static final int RESAMPLES = 2000;

  private final long seed;

  public Bootstrap(long seed) {
    this.seed = seed;
  }

  /** Two ends, the 2.5 % and 97.5 % quantiles. */
  public record Interval(double low, double high) {
    public boolean holdsZero() {
      return low <= 0 && high >= 0;
    }
  }

  /**
   * The 95 % interval of a statistic.
   *
   * @param articles the article of each item
   * @param statistic of the indices of a resample's items; NaN where it is not defined
   */
  Interval interval95(List<String> articles, ToDoubleFunction<int[]> statistic) {
    Map<String, List<Integer>> clusters = new LinkedHashMap<>();
    for (int i = 0; i < articles.size(); i++) {
      clusters.computeIfAbsent(articles.get(i), key -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> all = List.copyOf(clusters.values());
    double[] values = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      CounterRandom random = new CounterRandom(seed, r);
      List<Integer> items = new ArrayList<>();
      for (int c = 0; c < all.size(); c++) {
        items.addAll(all.get(random.nextInt(all.size())));
      }
      values[r] = statistic.applyAsDouble(items.stream().mapToInt(i -> i).toArray());
    }
    return interval(values);
  }

  /**
   * The 95 % interval of a statistic over documents that were all read in several orders: both are
   * resampled, each by itself (the pigeonhole bootstrap of Owen 2007).
   *
   * @param statistic of the indices of a resample's documents and orders; NaN where it is not
   *     defined
   */
  public Interval crossed95(int documents, int orders, ToDoubleBiFunction<int[], int[]> statistic) {
    double[] values = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      CounterRandom random = new CounterRandom(seed, r);
      values[r] = statistic.applyAsDouble(resample(random, documents), resample(random, orders));
    }
    return interval(values);
  }

  private static int[] resample(CounterRandom random, int count) {
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = random.nextInt(count);
    }
    return drawn;
  }

  private static Interval interval(double[] values) {
    double[] defined = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (defined.length < RESAMPLES / 2) {
      return new Interval(Double.NaN, Double.NaN);
    }
    return new Interval(Quantiles.of(defined, 0.025), Quantiles.of(defined, 0.975));
  }
}
