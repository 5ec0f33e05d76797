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
import org.jspecify.annotations.Nullable;

/**
 * Percentile intervals by resampling clusters with all that is in them: articles with their
 * documents, which are not independent, or orders of a stream. Seeded: the same trials give the
 * same interval.
 */
public final class Bootstrap {
  private static final int RESAMPLES = 2000;

  private static final double LEAST_DEFINED = 0.95;

  private final long seed;
  private final int leastClusters;

  /**
   * @param leastClusters from fewer there is no interval
   */
  public Bootstrap(long seed, int leastClusters) {
    this.seed = seed;
    this.leastClusters = leastClusters;
  }

  /**
   * The 95 % interval of a statistic; null from too few clusters, or where it is undefined too
   * often.
   *
   * @param of the cluster of each item
   * @param statistic of the indices of a resample's items; NaN where it is not defined
   */
  public @Nullable Interval interval95(List<String> of, ToDoubleFunction<int[]> statistic) {
    Map<String, List<Integer>> clusters = new LinkedHashMap<>();
    for (int i = 0; i < of.size(); i++) {
      clusters.computeIfAbsent(of.get(i), key -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> all = List.copyOf(clusters.values());
    if (all.size() < leastClusters) {
      return null;
    }
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
   * resampled, each by itself (the pigeonhole bootstrap of Owen 2007). Null where it is undefined
   * too often.
   *
   * @param statistic of the indices of a resample's documents and orders; NaN where it is not
   *     defined
   */
  public @Nullable Interval crossed95(
      int documents, int orders, ToDoubleBiFunction<int[], int[]> statistic) {
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

  private static @Nullable Interval interval(double[] values) {
    double[] defined = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (defined.length < LEAST_DEFINED * RESAMPLES) {
      return null;
    }
    return new Interval(Quantiles.of(defined, 0.025), Quantiles.of(defined, 0.975));
  }
}
