package dev.freshet.signal.forecast;

/** The last season, again and again. */
public final class SeasonalNaive implements Baseline {
  @Override
  public String name() {
    return "seasonal naive";
  }

  @Override
  public double[] forecast(double[] past, int season, int horizon) {
    double[] forecast = new double[horizon];
    for (int h = 0; h < horizon; h++) {
      forecast[h] = past[past.length - season + h % season];
    }
    return forecast;
  }
}
