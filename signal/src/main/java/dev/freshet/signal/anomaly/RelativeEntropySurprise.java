package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;

/**
 * How far the histogram of the last values is from every histogram that was usual before, by
 * relative entropy (Wang et al. 2011). Bins divide the range of the first values seen; what lies
 * beyond falls into the outer ones. A histogram that fits none of those known becomes known.
 */
final class RelativeEntropySurprise implements Surprise {
  private static final int WIDTH = 52;
  private static final int BINS = 8;
  private static final int RANGE_FROM = 300;
  private static final int MOST_KNOWN = 64;

  /** The 99 % quantile of chi squared with 7 degrees of freedom, on 2 W times the entropy. */
  private static final double FITS = 18.475;

  private final int[] binOf = new int[WIDTH];
  private final int[] counts = new int[BINS];
  private final double[][] known = new double[MOST_KNOWN][];
  private final Tail tail = new Tail();
  private int knownSize;
  private int knownNext;
  private long count;
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  @Override
  public double of(long second, double value) {
    if (count < RANGE_FROM) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      count++;
      return Double.NaN;
    }
    int slot = (int) (count % WIDTH);
    if (count >= RANGE_FROM + WIDTH) {
      counts[binOf[slot]]--;
    }
    binOf[slot] = bin(value);
    counts[binOf[slot]]++;
    count++;
    if (count < RANGE_FROM + WIDTH) {
      return Double.NaN;
    }
    double statistic = 2 * WIDTH * leastEntropy();
    if (statistic > FITS && count % WIDTH == 0) {
      learn();
    }
    return tail.surprise(statistic);
  }

  private int bin(double value) {
    double share = high > low ? (value - low) / (high - low) : 0;
    return (int) Math.max(0, Math.min(BINS - 1, share * BINS));
  }

  private double leastEntropy() {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < knownSize; i++) {
      double sum = 0;
      for (int b = 0; b < BINS; b++) {
        if (counts[b] > 0) {
          double share = counts[b] / (double) WIDTH;
          sum += share * Math.log(share / known[i][b]);
        }
      }
      least = Math.min(least, sum);
    }
    return knownSize == 0 ? 1 : Math.max(0, least);
  }

  /** Smoothed by a half in each bin, so that no entropy is infinite. */
  private void learn() {
    double[] shares = new double[BINS];
    for (int b = 0; b < BINS; b++) {
      shares[b] = (counts[b] + 0.5) / (WIDTH + 0.5 * BINS);
    }
    known[knownNext] = shares;
    knownNext = (knownNext + 1) % MOST_KNOWN;
    knownSize = Math.max(knownSize, knownNext == 0 ? MOST_KNOWN : knownNext);
  }

  @Override
  public void keep(Archive archive) {
    archive.each(binOf);
    archive.each(counts);
    knownSize = archive.of(knownSize);
    knownNext = archive.of(knownNext);
    for (int i = 0; i < knownSize; i++) {
      known[i] = known[i] == null ? new double[BINS] : known[i];
      archive.each(known[i]);
    }
    count = archive.of(count);
    low = archive.of(low);
    high = archive.of(high);
    tail.keep(archive);
  }
}
