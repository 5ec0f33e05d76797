package dev.freshet.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.ingest.records.UptakeSummary.Interval;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsTest {

  @ParameterizedTest
  @CsvSource({
    "1, 12.706205",
    "2, 4.302653",
    "5, 2.570582",
    "10, 2.228139",
    "29, 2.045230",
    "30, 2.042272",
    "31, 2.039513",
    "40, 2.021075",
    "60, 2.000298",
    "120, 1.979930",
    "1000, 1.962339",
    "1000000, 1.959966"
  })
  void theQuantilesAreThoseOfTheTables(long degreesOfFreedom, double quantile) {
    assertThat(Statistics.t975(degreesOfFreedom)).isCloseTo(quantile, within(1.5e-6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 15, 22, 30, 31, 50, 200})
  void theDensityUpToAQuantileHoldsNinetySevenAndAHalfPercent(int degreesOfFreedom) {
    double quantile = Statistics.t975(degreesOfFreedom);
    assertThat(0.5 + densityUpTo(quantile, degreesOfFreedom)).isCloseTo(0.975, within(1e-7));
  }

  @Test
  void anIntervalNeedsTwoNumbersAndLiesAroundTheirMean() {
    assertThat(Statistics.interval95(of())).isEmpty();
    assertThat(Statistics.interval95(of(3))).isEmpty();
    // Mean 3, deviation sqrt(2.5), n = 5: 3 +- 2.776445 * sqrt(2.5 / 5).
    Interval interval = Statistics.interval95(of(1, 2, 3, 4, 5)).orElseThrow();
    assertThat(interval.low()).isCloseTo(3 - 1.963243, within(1e-5));
    assertThat(interval.high()).isCloseTo(3 + 1.963243, within(1e-5));
    assertThat(Statistics.interval95(of(2, 2, 2)).orElseThrow()).isEqualTo(new Interval(2, 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void onePassAndMergedPartsAgreeWithTwoPasses(long seed) {
    Random random = new Random(seed);
    double[] values = random.doubles(257).map(x -> 1e4 + x).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / 256;
    Moments merged = Moments.NONE;
    for (int from = 0; from < values.length; ) {
      int to = Math.min(values.length, from + 1 + random.nextInt(40));
      merged = merged.plus(of(Arrays.copyOfRange(values, from, to)));
      from = to;
    }
    for (Moments moments : new Moments[] {of(values), merged}) {
      assertThat(moments.count()).isEqualTo(257);
      assertThat(moments.mean()).isCloseTo(mean, within(1e-9));
      assertThat(moments.variance()).isCloseTo(variance, within(1e-9));
      assertThat(moments.standardError()).isCloseTo(Math.sqrt(variance / 257), within(1e-9));
    }
  }

  @Test
  void whatWasNotMeasuredDoesNotCount() {
    Moments moments = of(1, 3).plus((Double) null);
    assertThat(moments).isEqualTo(of(1, 3));
    assertThat(moments.plus(Moments.NONE)).isEqualTo(moments);
    assertThat(Moments.NONE.plus(moments)).isEqualTo(moments);
    assertThat(Moments.NONE.meanOrNull()).isNull();
  }

  private static Moments of(double... values) {
    Moments moments = Moments.NONE;
    for (double value : values) {
      moments = moments.plus(value);
    }
    return moments;
  }

  /** The t distribution's density from 0 to x, by Simpson's rule. */
  private static double densityUpTo(double x, int v) {
    int parts = 100_000;
    double sum = 0;
    for (int i = 0; i <= parts; i++) {
      double t = x * i / parts;
      double weight = i == 0 || i == parts ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.pow(1 + t * t / v, -(v + 1) / 2.0);
    }
    return sum * x / parts / 3 * normaliser(v);
  }

  /** Gamma((v + 1) / 2) / (sqrt(v pi) Gamma(v / 2)), by its recurrence over v. */
  private static double normaliser(int v) {
    double ratio = v % 2 == 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2;
    for (int k = v % 2 == 1 ? 1 : 2; k < v; k += 2) {
      ratio *= ((k + 1) / 2.0) / (k / 2.0);
    }
    return ratio / Math.sqrt(v * Math.PI);
  }
}
