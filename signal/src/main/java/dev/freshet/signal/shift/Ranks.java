package dev.freshet.signal.shift;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;
import java.util.Arrays;

/**
 * How far out a number lies among the last 256, as a conformal p-value: ties count against it, so
 * that a number that is like those before has one of at most x no more often than with probability
 * x.
 */
final class Ranks implements Archived {
  private static final int MOST = 256;

  private final double[] seen = new double[MOST];
  private final double[] sorted = new double[MOST];
  private long count;

  /** Of a number that is too large; it is one of those seen from now on. */
  double above(double number) {
    int held = see(number);
    int asLarge = 0;
    for (int i = 0; i < held; i++) {
      asLarge += seen[i] >= number ? 1 : 0;
    }
    return asLarge / (double) held;
  }

  /** Of a number that is far from the median; it is one of those seen from now on. */
  double apart(double number) {
    int held = see(number);
    System.arraycopy(seen, 0, sorted, 0, held);
    Arrays.sort(sorted, 0, held);
    double median = (sorted[(held - 1) / 2] + sorted[held / 2]) / 2;
    double distance = Math.abs(number - median);
    int asFar = 0;
    for (int i = 0; i < held; i++) {
      asFar += Math.abs(sorted[i] - median) >= distance ? 1 : 0;
    }
    return asFar / (double) held;
  }

  private int see(double number) {
    seen[(int) (count % MOST)] = number;
    count++;
    return (int) Math.min(count, MOST);
  }

  void clear() {
    count = 0;
  }

  @Override
  public void keep(Archive archive) {
    archive.each(seen);
    count = archive.of(count);
  }
}
