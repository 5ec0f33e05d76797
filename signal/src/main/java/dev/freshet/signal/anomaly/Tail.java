package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;

/**
 * How rare a non-negative number is among those seen before: the share of them that is as large,
 * and beyond the largest 2 % a Pareto tail whose index Hill's estimator gives (Hill 1975), so that
 * a number beyond all others still has a rank.
 *
 * <p>Numbers are counted in 320 bins of equal width in their logarithm, about 6 % each, between
 * 1e-4 and 1e4. Once 2^16 are counted all counts are halved, so that what was usual long ago fades.
 */
final class Tail implements Archived {
  private static final double LOWEST = 1e-4;
  private static final double HIGHEST = 1e4;
  private static final int BINS = 320;
  private static final double WIDTH = Math.log(HIGHEST / LOWEST) / BINS;
  private static final double TAIL_SHARE = 0.02;
  private static final int TAIL_LEAST = 10;

  /** Hill's estimate is not trusted below this: a few equal numbers would make it 0. */
  private static final double INDEX_LEAST = 0.05;

  private static final int READY = 50;
  private static final double MOST_COUNTED = 1 << 16;

  /** Bin 0 is for what is below {@link #LOWEST}. */
  private final float[] counts = new float[BINS + 1];

  private double counted;

  /** Above it all bins are empty. */
  private int highest;

  /** The surprise of a number, which is then counted; NaN while fewer than 50 were. */
  double surprise(double number) {
    double surprise = counted < READY ? Double.NaN : -Math.log10(share(number));
    count(number);
    return Math.min(Surprise.MOST, Math.max(0, surprise));
  }

  private void count(double number) {
    int bin = bin(number);
    counts[bin]++;
    highest = Math.max(highest, bin);
    counted++;
    if (counted >= MOST_COUNTED) {
      counted = 0;
      for (int i = 0; i <= BINS; i++) {
        counts[i] *= 0.5f;
        counted += counts[i];
      }
    }
  }

  private double share(double number) {
    int bin = bin(number);
    int edge = highest;
    double beyond = 0;
    double wanted = Math.max(TAIL_LEAST, TAIL_SHARE * counted);
    while (edge > 0 && (beyond == 0 || beyond + counts[edge] <= wanted)) {
      beyond += counts[edge--];
    }
    if (bin <= edge) {
      return asLarge(bin);
    }
    double excess = Math.log(Math.max(number, LOWEST) / LOWEST) - edge * WIDTH;
    double pareto = beyond / counted * Math.exp(-Math.max(0, excess) / index(edge, beyond));
    return Math.max(1e-12, edge == 0 ? Math.min(asLarge(bin), pareto) : pareto);
  }

  private double asLarge(int bin) {
    double larger = 0;
    for (int i = highest; i >= bin; i--) {
      larger += counts[i];
    }
    return (larger + 1) / (counted + 1);
  }

  /** The mean of the logarithms of what lies beyond an edge, in units of that edge. */
  private double index(int edge, double beyond) {
    double sum = 0;
    for (int i = edge + 1; i <= highest; i++) {
      sum += counts[i] * (i - edge - 0.5) * WIDTH;
    }
    return Math.max(INDEX_LEAST, sum / beyond);
  }

  private static int bin(double number) {
    if (!(number > LOWEST)) {
      return 0;
    }
    return 1 + (int) Math.min(BINS - 1, Math.log(number / LOWEST) / WIDTH);
  }

  @Override
  public void keep(Archive archive) {
    archive.each(counts);
    counted = archive.of(counted);
    highest = BINS;
    while (highest > 0 && counts[highest] == 0) {
      highest--;
    }
  }
}
