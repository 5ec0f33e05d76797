package dev.freshet.signal.forecast;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;

/**
 * What the network learned about one series while it watched it: a linear map from its features to
 * the error of its median, and a factor on the width of its quantiles. Both start as if nothing
 * were to be corrected.
 *
 * <p>The map is the discounted ridge regression of all errors so far. The factor follows the misses
 * of the interval from the lowest to the highest quantile by Robbins and Monro's rule, as in
 * adaptive conformal inference (Gibbs and Candes 2021).
 */
final class Adaptation implements Archived {
  private static final double RIDGE = 300;
  private static final double FORGETTING = 0.9998;
  private static final double WIDTH_RATE = 0.02;
  private static final double WIDTH_LEAST = 0.2;
  private static final double WIDTH_MOST = 5;
  private static final double ERROR_MOST = 10;

  private final RecursiveLeastSquares correction =
      new RecursiveLeastSquares(
          ForecastNetwork.WIDTH + ForecastNetwork.CONTEXT + 1,
          ForecastNetwork.HORIZON,
          RIDGE,
          FORGETTING);
  private double width = 1;

  /** Quantiles {@code [horizon, levels]} in the units of the series. */
  double[][] forecast(Forecaster.Reading reading) {
    double[] shift = correction.predict(reading.features());
    double[][] forecast = new double[ForecastNetwork.HORIZON][ForecastNetwork.LEVELS.size()];
    for (int h = 0; h < forecast.length; h++) {
      double[] quantiles = reading.quantiles()[h];
      double median = quantiles[ForecastNetwork.MEDIAN];
      for (int q = 0; q < quantiles.length; q++) {
        double scaled = median + shift[h] + width * (quantiles[q] - median);
        forecast[h][q] = reading.scale().out(scaled);
      }
    }
    return forecast;
  }

  /** Learns from what followed a window: {@code actual} of the horizon's length. */
  void learn(Forecaster.Reading reading, double[] actual) {
    double[][] said = forecast(reading);
    int highest = ForecastNetwork.LEVELS.size() - 1;
    double wanted = 1 - (ForecastNetwork.LEVELS.get(highest) - ForecastNetwork.LEVELS.get(0));
    double[] error = new double[actual.length];
    double missed = 0;
    for (int h = 0; h < actual.length; h++) {
      double median = reading.quantiles()[h][ForecastNetwork.MEDIAN];
      double miss = reading.scale().in(actual[h]) - median;
      error[h] = Math.max(-ERROR_MOST, Math.min(ERROR_MOST, miss));
      missed += actual[h] < said[h][0] || actual[h] > said[h][highest] ? 1.0 : 0;
    }
    double step = WIDTH_RATE * (missed / actual.length - wanted);
    width = Math.max(WIDTH_LEAST, Math.min(WIDTH_MOST, width * Math.exp(step)));
    correction.learn(reading.features(), error);
  }

  @Override
  public void keep(Archive archive) {
    correction.keep(archive);
    width = archive.of(width);
  }
}
