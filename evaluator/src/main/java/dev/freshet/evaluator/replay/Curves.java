package dev.freshet.evaluator.replay;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A measure along a stream: means over neighbouring documents, and over orders. */
final class Curves {
  private static final int POINTS = 24;

  private Curves() {}

  /** The mean gain of a document's probes; null where it has none. */
  static @Nullable Double uptake(ReplayRow row) {
    return row.probes().isEmpty()
        ? null
        : row.probes().stream().mapToDouble(Replays::gain).average().orElse(Double.NaN);
  }

  static Chart.Line of(
      VariantResult variant, int colour, Function<ReplayRow, @Nullable Double> measure) {
    int documents = variant.runs().stream().mapToInt(run -> run.rows().size()).max().orElse(0);
    int bins = Math.max(1, Math.min(POINTS, documents));
    double[] sums = new double[bins];
    int[] counts = new int[bins];
    for (ReplayRun run : variant.runs()) {
      List<ReplayRow> rows = run.rows();
      for (int place = 0; place < rows.size(); place++) {
        Double value = measure.apply(rows.get(place));
        if (value != null && Double.isFinite(value)) {
          int bin = (int) ((long) place * bins / documents);
          sums[bin] += value;
          counts[bin]++;
        }
      }
    }
    int filled = 0;
    double[] x = new double[bins];
    double[] y = new double[bins];
    for (int bin = 0; bin < bins; bin++) {
      if (counts[bin] > 0) {
        x[filled] = (bin + 0.5) * documents / bins;
        y[filled++] = sums[bin] / counts[bin];
      }
    }
    return new Chart.Line(
        variant.name(), colour, Arrays.copyOf(x, filled), Arrays.copyOf(y, filled));
  }
}
