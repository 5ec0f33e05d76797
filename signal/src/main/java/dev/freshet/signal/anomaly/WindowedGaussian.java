package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;

/**
 * The baseline of the Numenta Anomaly Benchmark: one minus the normal tail beyond a point's
 * distance from the mean of the points before. Mean and population deviation are those of all
 * points while there are fewer than 6,400; then of a window of that size, which slides by 100.
 */
final class WindowedGaussian implements Detector {
  private static final int WINDOW = 6_400;
  private static final int SLIDE = 100;
  private static final double FLAT = 1e-6;

  private final double[] window = new double[WINDOW];
  private final double[] waiting = new double[SLIDE];
  private int held;
  private int waits;
  private double mean;
  private double deviation;
  private double squares;

  @Override
  public Anomaly next(long second, double value) {
    double score = held == 0 ? 0 : 1 - NormalTail.above(Math.abs(value - mean) / deviation);
    if (held < WINDOW) {
      grow(value);
    } else {
      waiting[waits++] = value;
      if (waits == SLIDE) {
        slide();
      }
    }
    return new Anomaly(score, score);
  }

  /** Welford's update: one pass, no loss of digits to a large mean. */
  private void grow(double value) {
    window[held++] = value;
    double before = value - mean;
    mean += before / held;
    squares += before * (value - mean);
    setDeviation(squares);
  }

  private void slide() {
    System.arraycopy(window, SLIDE, window, 0, WINDOW - SLIDE);
    System.arraycopy(waiting, 0, window, WINDOW - SLIDE, SLIDE);
    waits = 0;
    double sum = 0;
    for (double value : window) {
      sum += value;
    }
    mean = sum / WINDOW;
    double squared = 0;
    for (double value : window) {
      squared += (value - mean) * (value - mean);
    }
    setDeviation(squared);
  }

  private void setDeviation(double sumOfSquares) {
    double spread = Math.sqrt(sumOfSquares / held);
    deviation = spread == 0 ? FLAT : spread;
  }

  @Override
  public void keep(Archive archive) {
    archive.each(window);
    archive.each(waiting);
    held = archive.of(held);
    waits = archive.of(waits);
    mean = archive.of(mean);
    deviation = archive.of(deviation);
    squares = archive.of(squares);
  }
}
