package dev.freshet.signal.forecast;

import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/**
 * Trains the network once, on windows of made series and of real ones, by gradient descent with a
 * clipped norm and a rate that falls along a cosine.
 */
public final class ForecasterTraining {
  private static final int LENGTH = ForecastNetwork.CONTEXT + ForecastNetwork.HORIZON;
  private static final double REAL_SHARE = 0.3;

  /** How long and how fast. */
  public record Options(int steps, int batch, double rate, double clip, long seed) {}

  private ForecasterTraining() {}

  /**
   * Runs to the end.
   *
   * @param real series to draw windows from, each longer than context and horizon; may be empty
   * @param progress hears of the losses of a hundred steps, averaged: the step as an Integer
   */
  public static Forecaster run(
      ComputeDevice device,
      List<double[]> real,
      Options options,
      ObjDoubleConsumer<Integer> progress) {
    Arena arena = Arena.on(device);
    TensorTree parameters;
    try (Scope scope = Scope.on(device)) {
      parameters = arena.adopt(ForecastNetwork.init(options.seed()));
    }
    double sum = 0;
    for (int step = 0; step < options.steps(); step++) {
      double rate = options.rate() * (1 + Math.cos(Math.PI * step / options.steps())) / 2;
      Arena next = Arena.on(device);
      try (Scope scope = Scope.on(device);
          Recording recording = Recording.of(parameters)) {
        Batch batch = Batch.draw(real, options, step);
        Tensor windows = Tensor.of(batch.windows, options.batch(), ForecastNetwork.CONTEXT);
        Tensor targets = Tensor.of(batch.targets, options.batch(), ForecastNetwork.HORIZON);
        sum +=
            recording.add(
                leaves ->
                    ForecastNetwork.loss(
                        ForecastNetwork.forward(leaves, windows).quantiles(), targets));
        TensorTree gradients = recording.gradients();
        double clipped = Math.min(1, options.clip() / Math.max(1e-12, gradients.globalNorm()));
        parameters = next.adopt(parameters.plus(gradients.scaled(-rate * clipped)));
      }
      arena.close();
      arena = next;
      if ((step + 1) % 100 == 0) {
        progress.accept(step + 1, sum / 100);
        sum = 0;
      }
    }
    return new Forecaster(arena, parameters);
  }

  /** Scaled windows and what follows them. */
  private record Batch(float[] windows, float[] targets) {
    static Batch draw(List<double[]> real, Options options, int step) {
      int size = options.batch();
      float[] windows = new float[size * ForecastNetwork.CONTEXT];
      float[] targets = new float[size * ForecastNetwork.HORIZON];
      CounterRandom random = new CounterRandom(options.seed() + 1, step);
      for (int i = 0; i < size; i++) {
        double[] series;
        int start = 0;
        if (!real.isEmpty() && random.nextDouble() < REAL_SHARE) {
          series = real.get(random.nextInt(real.size()));
          start = random.nextInt(series.length - LENGTH + 1);
        } else {
          series = SyntheticSeries.of(options.seed() + 2, (long) step * size + i, LENGTH);
        }
        fill(series, start, windows, targets, i);
      }
      return new Batch(windows, targets);
    }

    private static void fill(
        double[] series, int start, float[] windows, float[] targets, int row) {
      WindowScale scale = WindowScale.of(series, start, ForecastNetwork.CONTEXT);
      for (int t = 0; t < ForecastNetwork.CONTEXT; t++) {
        windows[row * ForecastNetwork.CONTEXT + t] = (float) scale.in(series[start + t]);
      }
      for (int h = 0; h < ForecastNetwork.HORIZON; h++) {
        double target = scale.in(series[start + ForecastNetwork.CONTEXT + h]);
        targets[row * ForecastNetwork.HORIZON + h] = (float) Math.max(-20, Math.min(20, target));
      }
    }
  }
}
