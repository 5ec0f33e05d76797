package dev.freshet.evaluator.replay;

import dev.freshet.learner.evaluation.Bootstrap;
import dev.freshet.learner.evaluation.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One measure of the documents that all runs of all variants have read, {@code
 * [variant][order][document]}, each a sum over the document's probes. Immutable.
 */
final class Paired {
  private final double[][][] sums;
  private final int[] counts;
  private final List<Long> documents;
  private final Bootstrap bootstrap;

  /**
   * A mean with its 95 % interval.
   *
   * @param low with {@code high} NaN below two documents
   */
  record Mean(double value, double low, double high) {
    /** Whether the interval leaves out 0. */
    boolean isShown() {
      return low > 0 || high < 0;
    }
  }

  private Paired(double[][][] sums, int[] counts, List<Long> documents, Bootstrap bootstrap) {
    this.sums = sums;
    this.counts = counts;
    this.documents = documents;
    this.bootstrap = bootstrap;
  }

  /**
   * Gathers a measure.
   *
   * @param runs of each variant, one for each order
   * @param measure of a row, summed over its observations; NaN leaves the document out everywhere
   * @param count of observations in a row
   */
  static Paired of(
      List<List<ReplayRun>> runs,
      ToDoubleFunction<ReplayRow> measure,
      ToDoubleFunction<ReplayRow> count,
      Bootstrap bootstrap) {
    Set<Long> common = null;
    List<List<Map<Long, ReplayRow>>> bySeq = new ArrayList<>();
    for (List<ReplayRun> variant : runs) {
      List<Map<Long, ReplayRow>> orders = new ArrayList<>();
      for (ReplayRun run : variant) {
        Map<Long, ReplayRow> rows = new HashMap<>();
        Set<Long> usable = new LinkedHashSet<>();
        for (ReplayRow row : run.rows()) {
          rows.put(row.seq(), row);
          if (count.applyAsDouble(row) > 0 && Double.isFinite(measure.applyAsDouble(row))) {
            usable.add(row.seq());
          }
        }
        orders.add(rows);
        if (common == null) {
          common = usable;
        } else {
          common.retainAll(usable);
        }
      }
      bySeq.add(orders);
    }
    List<Long> documents = common == null ? List.of() : common.stream().sorted().toList();
    double[][][] sums = new double[runs.size()][runs.get(0).size()][documents.size()];
    int[] counts = new int[documents.size()];
    for (int v = 0; v < sums.length; v++) {
      for (int o = 0; o < sums[v].length; o++) {
        for (int d = 0; d < counts.length; d++) {
          ReplayRow row = bySeq.get(v).get(o).get(documents.get(d));
          sums[v][o][d] = row == null ? Double.NaN : measure.applyAsDouble(row);
          counts[d] = row == null ? 0 : (int) count.applyAsDouble(row);
        }
      }
    }
    return new Paired(sums, counts, documents, bootstrap);
  }

  boolean isEmpty() {
    return counts.length == 0;
  }

  /** Observations in one run. */
  int observations() {
    int all = 0;
    for (int count : counts) {
      all += count;
    }
    return all;
  }

  /** Recorded numbers of the documents. */
  List<Long> documents() {
    return documents;
  }

  /** The mean of a variant over observations; null where there is none. */
  @Nullable Mean mean(int variant) {
    return isEmpty() ? null : interval(sums[variant], null);
  }

  /** A variant minus the first, over the same observations; null where there is none. */
  @Nullable Mean difference(int variant) {
    return isEmpty() ? null : interval(sums[variant], sums[0]);
  }

  /** A variant minus the first on one document, the mean over observations and orders. */
  double difference(int variant, int document) {
    double sum = 0;
    for (int o = 0; o < sums[variant].length; o++) {
      sum += sums[variant][o][document] - sums[0][o][document];
    }
    return sum / sums[variant].length / counts[document];
  }

  private Mean interval(double[][] of, double @Nullable [][] less) {
    int orders = of.length;
    double[][] values = new double[orders][counts.length];
    for (int o = 0; o < orders; o++) {
      for (int d = 0; d < counts.length; d++) {
        values[o][d] = of[o][d] - (less == null ? 0 : less[o][d]);
      }
    }
    double mean = mean(values, all(counts.length), all(orders));
    if (counts.length < 2) {
      return new Mean(mean, Double.NaN, Double.NaN);
    }
    Interval interval =
        bootstrap.crossed95(counts.length, orders, (items, drawn) -> mean(values, items, drawn));
    return interval == null
        ? new Mean(mean, Double.NaN, Double.NaN)
        : new Mean(mean, interval.low(), interval.high());
  }

  private double mean(double[][] values, int[] items, int[] orders) {
    double sum = 0;
    long count = 0;
    for (int item : items) {
      for (int order : orders) {
        sum += values[order][item];
      }
      count += counts[item];
    }
    return sum / orders.length / count;
  }

  private static int[] all(int count) {
    int[] all = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = i;
    }
    return all;
  }
}
