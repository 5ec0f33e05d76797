package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;

/**
 * How far a value lies from the exponentially weighted mean of those before, in exponentially
 * weighted deviations (the control chart of Roberts 1959, with the variance followed as well).
 */
final class ResidualSurprise implements Surprise {
  private static final double WEIGHT = 0.03;

  /** Of the mean's size: below this a deviation is rounding. */
  private static final double RELATIVE_LEAST = 1e-9;

  private final Tail tail = new Tail();
  private boolean started;
  private double mean;
  private double variance;

  @Override
  public double of(long second, double value) {
    if (!started) {
      started = true;
      mean = value;
      return Double.NaN;
    }
    double residual = value - mean;
    double least = RELATIVE_LEAST * (1 + Math.abs(mean));
    double distance = Math.abs(residual) / Math.max(least, Math.sqrt(variance));
    mean += WEIGHT * residual;
    variance = (1 - WEIGHT) * (variance + WEIGHT * residual * residual);
    return tail.surprise(distance);
  }

  @Override
  public void keep(Archive archive) {
    started = archive.of(started);
    mean = archive.of(mean);
    variance = archive.of(variance);
    tail.keep(archive);
  }
}
