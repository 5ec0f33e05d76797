package dev.freshet.learner.evaluation;

/** Two ends, the 2.5 % and 97.5 % quantiles. */
public record Interval(double low, double high) {
  boolean holdsZero() {
    return low <= 0 && high >= 0;
  }
}
