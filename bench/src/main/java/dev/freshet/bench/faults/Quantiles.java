package dev.freshet.bench.faults;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The middle and the far end of a sample, by the nearest-rank method; null where it is empty. */
record Quantiles(@Nullable Double p50, @Nullable Double p99) {

  static Quantiles of(Collection<? extends Number> sample) {
    double[] sorted = sample.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    return new Quantiles(rank(sorted, 0.5), rank(sorted, 0.99));
  }

  private static @Nullable Double rank(double[] sorted, double share) {
    return sorted.length == 0 ? null : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  Map<String, @Nullable Double> json() {
    Map<String, @Nullable Double> json = new LinkedHashMap<>();
    json.put("p50", p50);
    json.put("p99", p99);
    return json;
  }
}
