package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;
import java.util.Arrays;

/**
 * How far a value lies from all values at about the same time of earlier days. For each quarter
 * hour of the last 28 days the least and the largest value are kept; a value between them is at
 * distance 0. It says nothing before it has two earlier days.
 *
 * <p>The same quarter of different days lies side by side: a value is compared with all of them,
 * and what lies side by side is read from memory together.
 */
final class DailySurprise implements Surprise {
  private static final int BIN_SECONDS = 900;
  private static final int BINS_A_DAY = 86_400 / BIN_SECONDS;
  private static final int DAYS = 28;

  /** Quarters of an hour on either side that count as the same time of day. */
  private static final int NEAR = 2;

  /** Days that are kept, today's among them. */
  private static final int KEPT = DAYS + 1;

  private static final int BINS = KEPT * BINS_A_DAY;
  private static final int DAYS_LEAST = 2;
  private static final long EMPTY = Long.MIN_VALUE;

  private final double[] recent;
  private final Spread spread = new Spread();
  private final Tail tail = new Tail();
  private final long[] bins = new long[BINS];
  private final float[] low = new float[BINS];
  private final float[] high = new float[BINS];
  private long count;
  private double sum;

  /**
   * @param width values averaged before they are compared
   */
  DailySurprise(int width) {
    this.recent = new double[width];
    Arrays.fill(bins, EMPTY);
  }

  @Override
  public double of(long second, double value) {
    double mean = average(value);
    spread.add(mean);
    long bin = Math.floorDiv(second, BIN_SECONDS);
    double distance = distance(bin, mean) * spread.scale();
    keep(bin, (float) mean);
    return Double.isInfinite(distance) || Double.isNaN(distance)
        ? Double.NaN
        : tail.surprise(distance);
  }

  private double average(double value) {
    int slot = (int) (count % recent.length);
    recent[slot] = value;
    count++;
    int held = (int) Math.min(count, recent.length);
    sum = 0;
    for (int i = 0; i < held; i++) {
      sum += recent[i];
    }
    return sum / held;
  }

  /** To the nearest range among the bins around this time of earlier days; infinite if too few. */
  private double distance(long bin, double value) {
    double best = Double.POSITIVE_INFINITY;
    int known = 0; // a bit for each day before
    for (long near = bin - NEAR; near <= bin + NEAR; near++) {
      int first = row(near);
      for (int slot = first; slot < first + KEPT; slot++) {
        long earlier = bins[slot];
        if (earlier < near && earlier >= near - DAYS * BINS_A_DAY) {
          known |= 1 << ((near - earlier) / BINS_A_DAY);
          best = Math.min(best, Math.max(0, Math.max(low[slot] - value, value - high[slot])));
        }
      }
    }
    return Integer.bitCount(known) < DAYS_LEAST ? Double.POSITIVE_INFINITY : best;
  }

  /** Where the quarters of an hour begin that are as late in their day as this one. */
  private static int row(long bin) {
    return Math.floorMod(bin, BINS_A_DAY) * KEPT;
  }

  private void keep(long bin, float value) {
    int slot = row(bin) + Math.floorMod(Math.floorDiv(bin, BINS_A_DAY), KEPT);
    if (bins[slot] == bin) {
      low[slot] = Math.min(low[slot], value);
      high[slot] = Math.max(high[slot], value);
    } else {
      bins[slot] = bin;
      low[slot] = value;
      high[slot] = value;
    }
  }

  @Override
  public void keep(Archive archive) {
    archive.each(recent);
    archive.each(bins);
    archive.each(low);
    archive.each(high);
    count = archive.of(count);
    sum = archive.of(sum);
    spread.keep(archive);
    tail.keep(archive);
  }
}
