package dev.freshet.app.live;

import org.jspecify.annotations.Nullable;

/** A mean of numbers as they come. Null is one that was not measured. */
final class Mean {
  private long count;
  private double sum;

  void add(@Nullable Double value) {
    if (value != null) {
      count++;
      sum += value;
    }
  }

  long count() {
    return count;
  }

  @Nullable Double value() {
    return count == 0 ? null : sum / count;
  }
}
