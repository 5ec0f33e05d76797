package dev.freshet.signal.forecast;

import java.util.Arrays;

/** The last value, for ever. */
public final class Naive implements Baseline {
  @Override
  public String name() {
    return "naive";
  }

  @Override
  public double[] forecast(double[] past, int season, int horizon) {
    double[] forecast = new double[horizon];
    Arrays.fill(forecast, past[past.length - 1]);
    return forecast;
  }
}
