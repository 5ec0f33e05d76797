package dev.freshet.signal.forecast;

/** A forecast that needs no training. */
public interface Baseline {
  String name();

  /**
   * The next {@code horizon} values of a series.
   *
   * @param past all that is known, at least two seasons
   * @param season points in a season, 1 for none
   */
  double[] forecast(double[] past, int season, int horizon);
}
