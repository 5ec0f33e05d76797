package dev.freshet.signal.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ForecastMetricsTest {
  private static final double[] ACTUAL = {5, 6};
  private static final double[] FORECAST = {4, 4};

  @Test
  void theWorkedSeriesHasM4sErrors() {
    double scale = ForecastMetrics.seasonalScale(new double[] {1, 2, 3, 4}, 4, 1);

    assertThat(ForecastMetrics.mase(ACTUAL, FORECAST, scale)).isCloseTo(1.5, within(1e-12));
    assertThat(ForecastMetrics.smape(ACTUAL, FORECAST)).isCloseTo(31.1111, within(5e-5));
  }

  @Test
  void aSeasonalScaleReadsNothingAtOrAfterItsEnd() {
    double[] series = {1, 5, 2, 7, 1000, -1000};

    assertThat(ForecastMetrics.seasonalScale(series, 4, 2)).isEqualTo(1.5);
  }

  @Test
  void twoZerosAreNoError() {
    assertThat(ForecastMetrics.smape(new double[2], new double[2])).isZero();
  }

  @Test
  void thePinballLossWeighsBothSidesByTheirLevel() {
    assertThat(ForecastMetrics.pinball(3, 1, 0.9)).isCloseTo(1.8, within(1e-12));
    assertThat(ForecastMetrics.pinball(1, 3, 0.9)).isCloseTo(0.2, within(1e-12));
  }
}
