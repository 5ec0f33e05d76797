package dev.freshet.signal.forecast;

/** Errors of forecasts, as the M4 competition defines them (Makridakis et al. 2020). */
public final class ForecastMetrics {
  private ForecastMetrics() {}

  /** mean_h 200 |y - f| / (|y| + |f|), in percent; where both are 0 the error is 0. */
  public static double smape(double[] actual, double[] forecast) {
    double sum = 0;
    for (int h = 0; h < actual.length; h++) {
      double size = Math.abs(actual[h]) + Math.abs(forecast[h]);
      sum += size == 0 ? 0 : 200 * Math.abs(actual[h] - forecast[h]) / size;
    }
    return sum / actual.length;
  }

  /** The mean absolute error over that of the seasonal naive forecast within the past. */
  public static double mase(double[] actual, double[] forecast, double scale) {
    return meanAbsoluteError(actual, forecast) / scale;
  }

  /** mean_{t > m} |x_t - x_{t-m}| over the first {@code end} values. */
  public static double seasonalScale(double[] series, int end, int season) {
    double sum = 0;
    for (int t = season; t < end; t++) {
      sum += Math.abs(series[t] - series[t - season]);
    }
    return sum / (end - season);
  }

  static double meanAbsoluteError(double[] actual, double[] forecast) {
    double sum = 0;
    for (int h = 0; h < actual.length; h++) {
      sum += Math.abs(actual[h] - forecast[h]);
    }
    return sum / actual.length;
  }

  /** max(q u, (q - 1) u) with u = y - f: least in the mean at the quantile of level q. */
  public static double pinball(double actual, double forecast, double level) {
    double over = actual - forecast;
    return Math.max(level * over, (level - 1) * over);
  }
}
