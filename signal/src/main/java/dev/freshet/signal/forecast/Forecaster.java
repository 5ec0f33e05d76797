package dev.freshet.signal.forecast;

import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The trained network. It holds native memory until closed, and never changes. */
public final class Forecaster implements AutoCloseable {
  private static final int MOST_AT_ONCE = 512;

  private final Arena arena;
  private final TensorTree parameters;

  Forecaster(Arena arena, TensorTree parameters) {
    this.arena = arena;
    this.parameters = parameters;
  }

  /** Reads what {@link #write} wrote. */
  public static Forecaster read(Path file, ComputeDevice device) {
    Arena arena = Arena.on(device);
    try (Scope scope = Scope.on(device)) {
      return new Forecaster(arena, arena.adopt(SafetensorsReader.read(file)));
    }
  }

  public void write(Path file) {
    try (Scope scope = Scope.on(arena.device())) {
      SafetensorsWriter.write(
          file, parameters, SafetensorsWriter.Precision.F32, Map.of("format", "pt"));
    }
  }

  /**
   * What the network says of one window, in the window's own scale.
   *
   * @param scale of the window
   * @param features what a linear adaptation reads: the last hidden layer, the window, and 1
   * @param quantiles {@code [horizon, levels]}, ascending in the level
   */
  record Reading(WindowScale scale, double[] features, double[][] quantiles) {
    /** The quantiles in the units of the series, as the network itself has them. */
    double[][] unadapted() {
      return Arrays.stream(quantiles)
          .map(row -> Arrays.stream(row).map(scale::out).toArray())
          .toArray(double[][]::new);
    }
  }

  /** Forecasts from the windows of a series that end before each origin. */
  List<Reading> read(double[] series, int[] origins) {
    List<Reading> readings = new ArrayList<>();
    for (int from = 0; from < origins.length; from += MOST_AT_ONCE) {
      int to = Math.min(origins.length, from + MOST_AT_ONCE);
      readings.addAll(readSome(series, Arrays.copyOfRange(origins, from, to)));
    }
    return readings;
  }

  private List<Reading> readSome(double[] series, int[] origins) {
    int context = ForecastNetwork.CONTEXT;
    float[] windows = new float[origins.length * context];
    WindowScale[] scales = new WindowScale[origins.length];
    for (int i = 0; i < origins.length; i++) {
      int start = origins[i] - context;
      scales[i] = WindowScale.of(series, start, context);
      for (int t = 0; t < context; t++) {
        windows[i * context + t] = (float) scales[i].in(series[start + t]);
      }
    }
    float[] quantiles;
    float[] hidden;
    try (Scope scope = Scope.on(arena.device())) {
      ForecastNetwork.Output output =
          ForecastNetwork.forward(parameters, Tensor.of(windows, origins.length, context));
      quantiles = output.quantiles().toFloats();
      hidden = output.features().toFloats();
    }
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < origins.length; i++) {
      readings.add(new Reading(scales[i], features(hidden, windows, i), sorted(quantiles, i)));
    }
    return readings;
  }

  private static double[] features(float[] hidden, float[] windows, int row) {
    int width = ForecastNetwork.WIDTH;
    int context = ForecastNetwork.CONTEXT;
    double[] features = new double[width + context + 1];
    for (int i = 0; i < width; i++) {
      features[i] = hidden[row * width + i];
    }
    for (int i = 0; i < context; i++) {
      features[width + i] = windows[row * context + i];
    }
    features[width + context] = 1;
    return features;
  }

  private static double[][] sorted(float[] quantiles, int row) {
    int levels = ForecastNetwork.LEVELS.size();
    double[][] sorted = new double[ForecastNetwork.HORIZON][levels];
    for (int h = 0; h < sorted.length; h++) {
      for (int q = 0; q < levels; q++) {
        sorted[h][q] = quantiles[(row * sorted.length + h) * levels + q];
      }
      Arrays.sort(sorted[h]);
    }
    return sorted;
  }

  @Override
  public void close() {
    arena.close();
  }
}
