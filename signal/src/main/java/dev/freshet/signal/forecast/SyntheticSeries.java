package dev.freshet.signal.forecast;

import dev.freshet.tensor.CounterRandom;

/**
 * Made series to train on: one or two seasons with harmonics, a trend that may bend, and noise that
 * is white, autocorrelated or a random walk; now and then a shift of level or a spike. Drawn from a
 * seed and a number, so that any one can be made again.
 */
final class SyntheticSeries {
  private static final int[] PERIODS = {4, 6, 7, 8, 12, 14, 16, 20, 24, 28, 30, 36, 48};

  private SyntheticSeries() {}

  static double[] of(long seed, long number, int length) {
    CounterRandom random = new CounterRandom(seed, number);
    double[] series = new double[length];
    int seasons = random.nextInt(3);
    for (int i = 0; i < seasons; i++) {
      addSeason(series, random);
    }
    addTrend(series, random);
    addNoise(series, random);
    if (random.nextDouble() < 0.15) {
      int from = random.nextInt(length);
      double shift = 2 * random.nextGaussian();
      for (int t = from; t < length; t++) {
        series[t] += shift;
      }
    }
    if (random.nextDouble() < 0.1) {
      series[random.nextInt(length)] += 6 * random.nextGaussian();
    }
    return series;
  }

  private static void addSeason(double[] series, CounterRandom random) {
    int period = PERIODS[random.nextInt(PERIODS.length)];
    double[] shape = new double[period];
    int harmonics = 1 + random.nextInt(Math.min(6, period / 2));
    for (int k = 1; k <= harmonics; k++) {
      double amplitude = random.nextGaussian() / Math.sqrt(k);
      double phase = 2 * Math.PI * random.nextDouble();
      for (int i = 0; i < period; i++) {
        shape[i] += amplitude * Math.sin(2 * Math.PI * k * i / period + phase);
      }
    }
    double growth = random.nextDouble() < 0.2 ? random.nextGaussian() / series.length : 0;
    int start = random.nextInt(period);
    for (int t = 0; t < series.length; t++) {
      series[t] += shape[(t + start) % period] * (1 + growth * t);
    }
  }

  private static void addTrend(double[] series, CounterRandom random) {
    if (random.nextDouble() < 0.5) {
      return;
    }
    double slope = 3 * random.nextGaussian() / series.length;
    int bend = random.nextInt(series.length);
    double after = random.nextDouble() < 0.3 ? 3 * random.nextGaussian() / series.length : slope;
    double level = 0;
    for (int t = 0; t < series.length; t++) {
      level += t < bend ? slope : after;
      series[t] += level;
    }
  }

  private static void addNoise(double[] series, CounterRandom random) {
    double size = Math.exp(random.nextGaussian() - 1.2);
    double memory =
        random.nextDouble() < 0.3 ? 0 : random.nextDouble() < 0.3 ? 1 : random.nextDouble();
    double step = memory == 1 ? size / 3 : size;
    double noise = 0;
    for (int t = 0; t < series.length; t++) {
      noise = memory * noise + step * random.nextGaussian();
      series[t] += noise;
    }
  }
}
