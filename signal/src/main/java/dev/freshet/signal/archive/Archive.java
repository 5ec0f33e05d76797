package dev.freshet.signal.archive;

/**
 * Fields in a fixed order, on their way to bytes or back. Each method takes what a field holds and
 * gives what it is to hold: the same while writing, what was written while reading. Arrays are
 * filled in place and keep their length, unless it is said otherwise.
 *
 * <p>Numbers keep all their bits: what was read goes on exactly as what was written.
 */
public interface Archive {
  boolean of(boolean value);

  int of(int value);

  long of(long value);

  float of(float value);

  double of(double value);

  String of(String value);

  default void each(int[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = of(values[i]);
    }
  }

  default void each(long[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = of(values[i]);
    }
  }

  default void each(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = of(values[i]);
    }
  }

  default void each(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = of(values[i]);
    }
  }

  default void each(double[][] rows) {
    for (double[] row : rows) {
      each(row);
    }
  }

  /** An array whose length is not known beforehand. */
  default double[] sized(double[] values) {
    int length = of(values.length);
    double[] held = length == values.length ? values : new double[length];
    each(held);
    return held;
  }
}
