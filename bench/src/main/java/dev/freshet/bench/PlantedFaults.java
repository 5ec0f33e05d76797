package dev.freshet.bench;

import dev.freshet.signal.shift.ChannelShift;
import dev.freshet.tensor.CounterRandom;
import java.io.PrintStream;
import java.util.List;

/**
 * Faults planted into one channel of the second of two neighbouring windows: how often the fault is
 * noticed, the right channel is the clearest, and a pair without a fault is held to have one.
 */
final class PlantedFaults {
  private static final int WINDOW = 500;
  private static final ChannelShift.Options OPTIONS = new ChannelShift.Options(200, 25, 0.05, 1);
  private static final List<String> FAULTS =
      List.of("none", "bias", "gain", "noise", "stuck", "swapped in time");

  private PlantedFaults() {}

  /** Each value minus the one before: what is left of a load once its level is gone. */
  static double[][] differences(double[][] rows) {
    double[][] differences = new double[rows.length - 1][rows[0].length];
    for (int t = 0; t < differences.length; t++) {
      for (int c = 0; c < rows[0].length; c++) {
        differences[t][c] = rows[t + 1][c] - rows[t][c];
      }
    }
    return differences;
  }

  /** Every ninth point (40 Hz of 360). */
  static double[][] thinned(double[][] rows) {
    double[][] thinned = new double[rows.length / 9][];
    for (int t = 0; t < thinned.length; t++) {
      thinned[t] = rows[9 * t];
    }
    return thinned;
  }

  static void run(String name, double[][] rows, int runs, PrintStream out) {
    int channels = rows[0].length;
    out.printf("%n%s: %d channels, windows of %d%n", name, channels, WINDOW);
    out.printf("%-16s %8s %16s%n", "fault", "noticed", "right channel");
    for (String fault : FAULTS) {
      int noticed = 0;
      int right = 0;
      for (int run = 0; run < runs; run++) {
        CounterRandom random = new CounterRandom(run, FAULTS.indexOf(fault));
        int start = random.nextInt(rows.length - 2 * WINDOW);
        int channel = run % channels;
        double[][] reference = copy(rows, start);
        double[][] recent = copy(rows, start + WINDOW);
        plant(fault, recent, channel, deviation(reference, channel), random);
        ChannelShift found = ChannelShift.between(reference, recent, OPTIONS);
        noticed += found.moved().isEmpty() ? 0 : 1;
        right += found.clearest() == channel ? 1 : 0;
      }
      out.printf(
          "%-16s %7.0f%% %15s%n",
          fault,
          100.0 * noticed / runs,
          fault.equals("none") ? "-" : String.format("%.0f%%", 100.0 * right / runs));
    }
    out.printf("chance for the right channel: %.0f%%%n", 100.0 / channels);
  }

  private static void plant(
      String fault, double[][] rows, int channel, double deviation, CounterRandom random) {
    double[][] before = copy(rows, 0);
    for (int t = 0; t < rows.length; t++) {
      double value = before[t][channel];
      rows[t][channel] =
          switch (fault) {
            case "bias" -> value + deviation;
            case "gain" -> value * 2;
            case "noise" -> value + deviation * random.nextGaussian();
            case "stuck" -> before[0][channel];
            case "swapped in time" -> before[(t + WINDOW / 2) % rows.length][channel];
            default -> value;
          };
    }
  }

  private static double[][] copy(double[][] rows, int from) {
    double[][] copy = new double[WINDOW][];
    for (int t = 0; t < WINDOW; t++) {
      copy[t] = rows[from + t].clone();
    }
    return copy;
  }

  private static double deviation(double[][] rows, int channel) {
    double sum = 0;
    double squares = 0;
    for (double[] row : rows) {
      sum += row[channel];
      squares += row[channel] * row[channel];
    }
    double mean = sum / rows.length;
    return Math.sqrt(Math.max(0, squares / rows.length - mean * mean));
  }
}
