package dev.freshet.evaluator;

import org.jspecify.annotations.Nullable;

/**
 * Count, mean and spread of some numbers, gathered in one pass and mergeable (Welford 1962; Chan,
 * Golub and LeVeque 1979). Immutable.
 *
 * @param squares the sum of squared distances from the mean
 */
record Moments(long count, double mean, double squares) {
  static final Moments NONE = new Moments(0, 0, 0);

  /** With one more number; null is one that was not measured. */
  Moments plus(@Nullable Double value) {
    if (value == null) {
      return this;
    }
    double delta = value - mean;
    double moved = mean + delta / (count + 1);
    return new Moments(count + 1, moved, squares + delta * (value - moved));
  }

  /** As if all numbers of both had been seen by one. */
  Moments plus(Moments other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    long total = count + other.count;
    double delta = other.mean - mean;
    double share = (double) other.count / total;
    return new Moments(
        total, mean + delta * share, squares + other.squares + delta * delta * share * count);
  }

  /** The mean, or null where there is no number. */
  @Nullable Double meanOrNull() {
    return count == 0 ? null : mean;
  }

  /** The unbiased variance (over n - 1); NaN below two numbers. */
  double variance() {
    return count < 2 ? Double.NaN : squares / (count - 1);
  }

  /** The standard error of the mean; NaN below two numbers. */
  double standardError() {
    return Math.sqrt(variance() / count);
  }
}
