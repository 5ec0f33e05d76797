package dev.freshet.signal.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecasterTest {
  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  private static Forecaster trained(int steps, List<Double> losses) {
    return ForecasterTraining.run(
        Torch.device("cpu"),
        List.of(),
        new ForecasterTraining.Options(steps, 32, 0.3, 1, 5),
        (step, loss) -> losses.add(loss));
  }

  private static double[] wave(int length) {
    CounterRandom random = new CounterRandom(3, 0);
    double[] wave = new double[length];
    for (int t = 0; t < length; t++) {
      wave[t] = 50 + 10 * Math.sin(2 * Math.PI * t / 17) + random.nextGaussian();
    }
    return wave;
  }

  @Test
  void theLossIsTheMeanPinballLoss() {
    int levels = ForecastNetwork.LEVELS.size();
    double[] quantiles = new double[ForecastNetwork.HORIZON * levels];
    double[] targets = new double[ForecastNetwork.HORIZON];
    double expected = 0;
    CounterRandom random = new CounterRandom(1, 0);
    for (int h = 0; h < targets.length; h++) {
      targets[h] = random.nextGaussian();
      for (int q = 0; q < levels; q++) {
        quantiles[h * levels + q] = random.nextGaussian();
        expected +=
            ForecastMetrics.pinball(
                targets[h], quantiles[h * levels + q], ForecastNetwork.LEVELS.get(q));
      }
    }
    try (Scope scope = Scope.on(Torch.device("cpu"))) {
      Tensor loss =
          ForecastNetwork.loss(
              Tensor.of(quantiles, Dtype.F64, 1, ForecastNetwork.HORIZON, levels),
              Tensor.of(targets, Dtype.F64, 1, ForecastNetwork.HORIZON));
      assertThat(loss.item()).isCloseTo(expected / quantiles.length, within(1e-6));
    }
  }

  @Test
  void trainingLowersTheLossAndFollowsItsSeed() {
    List<Double> losses = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    trained(400, losses).close();
    trained(400, again).close();

    assertThat(losses).hasSize(4).isEqualTo(again);
    assertThat(losses.get(3)).isLessThan(0.9 * losses.get(0));
  }

  @Test
  void quantilesAscendAndFollowTheSeriesScaleAndLevel() {
    double[] series = wave(400);
    double[] moved = new double[400];
    for (int t = 0; t < 400; t++) {
      moved[t] = 1000 * series[t] - 7;
    }
    try (Forecaster forecaster = trained(100, new ArrayList<>())) {
      int[] origins = {200, 300};
      double[][] one = new Adaptation().forecast(forecaster.read(series, origins).get(1));
      double[][] other = new Adaptation().forecast(forecaster.read(moved, origins).get(1));

      for (int h = 0; h < one.length; h++) {
        assertThat(one[h]).isSorted();
        for (int q = 0; q < one[h].length; q++) {
          assertThat(other[h][q]).isCloseTo(1000 * one[h][q] - 7, within(1.0));
        }
      }
    }
  }

  @Test
  void aSeriesThatNeverVariesIsForecastFinitely() {
    try (Forecaster forecaster = trained(0, new ArrayList<>())) {
      double[] flat = new double[200];
      Arrays.fill(flat, 1e8);

      double[][] said = new Adaptation().forecast(forecaster.read(flat, new int[] {150}).get(0));

      assertThat(said[0][ForecastNetwork.MEDIAN]).isCloseTo(1e8, within(5.0));
    }
  }

  @Test
  void anUntrainedNetworkLearnsASeriesItWatches() {
    try (Forecaster forecaster = trained(0, new ArrayList<>())) {
      List<ForecastEvaluation.Errors> errors =
          ForecastEvaluation.of(forecaster, wave(3000), 17, 1500, 24);

      assertThat(errors)
          .extracting(ForecastEvaluation.Errors::method)
          .endsWith("network", "network, adapted");
      double before = errors.get(3).mase();
      double after = errors.get(4).mase();
      assertThat(after).isLessThan(0.5 * before).isLessThan(1.0);
      assertThat(errors.get(4).coverage()).isBetween(0.7, 0.9);
    }
  }

  @Test
  void aForecasterIsReadAsItWasWritten(@TempDir Path folder) {
    Path file = folder.resolve("forecaster.safetensors");
    double[] series = wave(300);
    try (Forecaster written = trained(10, new ArrayList<>())) {
      written.write(file);
      try (Forecaster read = Forecaster.read(file, Torch.device("cpu"))) {
        assertThat(read.read(series, new int[] {200}).get(0).quantiles())
            .isDeepEqualTo(written.read(series, new int[] {200}).get(0).quantiles());
      }
    }
  }
}
