package dev.freshet.signal.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.signal.archive.Archives;
import dev.freshet.tensor.Torch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnlineForecastTest {
  private static final int LEVELS = ForecastNetwork.LEVELS.size();
  private Forecaster network;

  @BeforeAll
  void train() {
    Torch.start(1);
    network =
        ForecasterTraining.run(
            Torch.device("cpu"),
            List.of(),
            new ForecasterTraining.Options(50, 32, 0.3, 1, 5),
            (step, loss) -> {});
  }

  @AfterAll
  void close() {
    network.close();
  }

  private static double wave(int t) {
    return 50 + 10 * Math.sin(2 * Math.PI * t / 17);
  }

  @Test
  void itSaysNothingBeforeItsContextAndThenAllSteps() {
    OnlineForecast forecast = new OnlineForecast(network);
    for (int t = 0; t < ForecastNetwork.CONTEXT - 1; t++) {
      forecast.next(wave(t));
      assertThat(forecast.ahead()).isEmpty();
    }
    assertThat(forecast.expected()).isNaN();
    forecast.next(wave(ForecastNetwork.CONTEXT - 1));

    assertThat(forecast.ahead()).hasDimensions(ForecastNetwork.HORIZON, LEVELS);
    assertThat(forecast.ahead()[0]).isSorted();
    assertThat(forecast.expected()).isEqualTo(forecast.ahead()[0][ForecastNetwork.MEDIAN]);
  }

  @Test
  void itIsTheAdaptedForecastOfTheEvaluation() {
    double[] series = new double[400];
    OnlineForecast online = new OnlineForecast(network);
    Adaptation adaptation = new Adaptation();
    for (int t = 0; t < series.length; t++) {
      series[t] = wave(t);
      online.next(series[t]);
      int read = t + 1;
      int learns = read - ForecastNetwork.HORIZON;
      if (learns >= ForecastNetwork.CONTEXT && read % 4 == 0) {
        adaptation.learn(
            network.read(series, new int[] {learns}).get(0),
            Arrays.copyOfRange(series, learns, read));
      }
    }
    double[][] expected = adaptation.forecast(network.read(series, new int[] {400}).get(0));
    for (int h = 0; h < expected.length; h++) {
      Arrays.sort(expected[h]);
      for (int q = 0; q < LEVELS; q++) {
        assertThat(online.ahead()[h][q]).isCloseTo(expected[h][q], within(1e-3));
      }
    }
  }

  @Test
  void aSeriesThatItWatchesIsForecastBetterThanByItsLastValue() {
    OnlineForecast forecast = new OnlineForecast(network);
    double error = 0;
    double naive = 0;
    for (int t = 0; t < 1500; t++) {
      if (t >= 1000) {
        error += Math.abs(wave(t) - forecast.expected());
        naive += Math.abs(wave(t) - wave(t - 1));
      }
      forecast.next(wave(t));
    }
    assertThat(error).isLessThan(0.3 * naive);
  }

  @Test
  void aShortGapIsBridgedAndALongOneForgetsTheValuesBefore() {
    OnlineForecast forecast = new OnlineForecast(network);
    for (int t = 0; t < 1000; t++) {
      forecast.next(wave(t));
    }
    double[][] before = forecast.ahead();
    forecast.missed(5);
    assertThat(forecast.ahead()).hasDimensions(ForecastNetwork.HORIZON - 5, LEVELS);
    assertThat(forecast.ahead()[0]).isEqualTo(before[5]);
    forecast.next(wave(1005));
    assertThat(forecast.expected()).isCloseTo(wave(1006), within(3.0));

    forecast.missed(ForecastNetwork.HORIZON + 1);
    assertThat(forecast.ahead()).isEmpty();
    for (int t = 0; t < ForecastNetwork.CONTEXT; t++) {
      forecast.next(wave(t));
    }
    assertThat(forecast.expected())
        .as("what it learned is kept")
        .isCloseTo(wave(ForecastNetwork.CONTEXT), within(1.5));
  }

  @Test
  void aSeriesThatNeverVariesIsForecastAsItIs() {
    OnlineForecast forecast = new OnlineForecast(network);
    for (int t = 0; t < 400; t++) {
      forecast.next(45);
      assertThat(t < ForecastNetwork.CONTEXT - 1 || forecast.expected() == 45.0).isTrue();
    }
    forecast.next(46);
    assertThat(forecast.expected()).isNotEqualTo(45.0);
  }

  @Test
  void whatWasReadBackGoesOnToTheLastBit() {
    OnlineForecast straight = new OnlineForecast(network);
    OnlineForecast stopped = new OnlineForecast(network);
    for (int t = 0; t < 400; t++) {
      straight.next(wave(t));
      stopped.next(wave(t));
      if (t == 50 || t == 110 || t == 321) {
        stopped = Archives.read(Archives.write(stopped), new OnlineForecast(network));
      }
      assertThat(stopped.ahead()).isDeepEqualTo(straight.ahead());
    }
  }
}
