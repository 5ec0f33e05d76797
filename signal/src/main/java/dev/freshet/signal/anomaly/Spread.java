package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;

/** The standard deviation of all numbers so far (Welford 1962). */
final class Spread implements Archived {
  private long count;
  private double mean;
  private double squares;

  void add(double number) {
    count++;
    double before = number - mean;
    mean += before / count;
    squares += before * (number - mean);
  }

  /** Zero before the first number, and where all were equal. */
  double deviation() {
    return count == 0 ? 0 : Math.sqrt(squares / count);
  }

  /** What a difference is multiplied with to count in deviations; 0 where nothing ever varied. */
  double scale() {
    double deviation = deviation();
    return deviation < 1e-12 ? 0 : 1 / deviation;
  }

  @Override
  public void keep(Archive archive) {
    count = archive.of(count);
    mean = archive.of(mean);
    squares = archive.of(squares);
  }
}
