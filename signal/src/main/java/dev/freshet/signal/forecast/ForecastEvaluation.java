package dev.freshet.signal.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Forecasts of one series from origin to origin, by the baselines, by the network as it is, and by
 * the network that adapts as it goes. Nothing at or after an origin is read before it was forecast.
 */
public final class ForecastEvaluation {
  private static final int LEARN_EVERY = 4;

  /**
   * Errors of one way to forecast, averaged over all origins.
   *
   * @param method a baseline's name, {@code network} or {@code network, adapted}
   * @param coverage the share of values within the lowest and highest quantile (80 % is right), NaN
   *     without quantiles
   * @param weightedQuantileLoss 2 sum of pinball losses over sum of |y|, averaged over the levels
   */
  public record Errors(
      String method, double mase, double smape, double coverage, double weightedQuantileLoss) {}

  private static final class Sums {
    private final String method;
    private int origins;
    private double mase;
    private double smape;
    private double covered;
    private double pinball;
    private double size;

    Sums(String method) {
      this.method = method;
    }

    void add(double[] actual, double[] point, double scale) {
      origins++;
      mase += ForecastMetrics.mase(actual, point, scale);
      smape += ForecastMetrics.smape(actual, point);
    }

    void addQuantiles(double[] actual, double[][] quantiles) {
      for (int h = 0; h < actual.length; h++) {
        int levels = quantiles[h].length;
        boolean inside = actual[h] >= quantiles[h][0] && actual[h] <= quantiles[h][levels - 1];
        covered += inside ? 1.0 / actual.length : 0;
        size += Math.abs(actual[h]);
        for (int q = 0; q < levels; q++) {
          double level = ForecastNetwork.LEVELS.get(q);
          pinball += 2 * ForecastMetrics.pinball(actual[h], quantiles[h][q], level) / levels;
        }
      }
    }

    Errors errors() {
      return new Errors(
          method,
          mase / origins,
          smape / origins,
          size == 0 ? Double.NaN : covered / origins,
          size == 0 ? Double.NaN : pinball / size);
    }
  }

  private ForecastEvaluation() {}

  /**
   * Forecasts a series at every {@code stride} points.
   *
   * @param season points in a season, for the baselines and for MASE
   * @param first the first origin, at or after two seasons and the network's context
   */
  public static List<Errors> of(
      Forecaster forecaster, double[] series, int season, int first, int stride) {
    List<Baseline> baselines =
        List.of(new Naive(), new SeasonalNaive(), new ExponentialSmoothing());
    List<Sums> sums = baselines.stream().map(baseline -> new Sums(baseline.name())).toList();
    Sums frozen = new Sums("network");
    Sums adapted = new Sums("network, adapted");

    int horizon = ForecastNetwork.HORIZON;
    Adaptation none = new Adaptation();
    Adaptation adaptation = new Adaptation();
    int[] learned = every(ForecastNetwork.CONTEXT, series.length - horizon, LEARN_EVERY);
    int[] asked = every(first, series.length - horizon, stride);
    List<Forecaster.Reading> toLearn = forecaster.read(series, learned);
    List<Forecaster.Reading> toAsk = forecaster.read(series, asked);
    int next = 0;
    for (int i = 0; i < asked.length; i++) {
      int origin = asked[i];
      for (; next < learned.length && learned[next] + horizon <= origin; next++) {
        adaptation.learn(toLearn.get(next), after(series, learned[next]));
      }
      double scale = ForecastMetrics.seasonalScale(series, origin, season);
      if (scale == 0) {
        continue;
      }
      double[] actual = after(series, origin);
      double[] past = Arrays.copyOf(series, origin);
      for (int b = 0; b < baselines.size(); b++) {
        sums.get(b).add(actual, baselines.get(b).forecast(past, season, horizon), scale);
      }
      addNetwork(frozen, actual, none.forecast(toAsk.get(i)), scale);
      addNetwork(adapted, actual, adaptation.forecast(toAsk.get(i)), scale);
    }
    return Stream.concat(sums.stream(), Stream.of(frozen, adapted)).map(Sums::errors).toList();
  }

  private static void addNetwork(Sums sums, double[] actual, double[][] quantiles, double scale) {
    double[] median = new double[actual.length];
    for (int h = 0; h < median.length; h++) {
      median[h] = quantiles[h][ForecastNetwork.MEDIAN];
    }
    sums.add(actual, median, scale);
    sums.addQuantiles(actual, quantiles);
  }

  private static double[] after(double[] series, int origin) {
    return Arrays.copyOfRange(series, origin, origin + ForecastNetwork.HORIZON);
  }

  private static int[] every(int first, int last, int stride) {
    List<Integer> origins = new ArrayList<>();
    for (int origin = first; origin <= last; origin += stride) {
      origins.add(origin);
    }
    return origins.stream().mapToInt(Integer::intValue).toArray();
  }
}
