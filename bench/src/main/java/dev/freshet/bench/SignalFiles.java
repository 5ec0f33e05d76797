package dev.freshet.bench;

import dev.freshet.signal.format.Format212;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Multivariate series of public data sets, {@code [times, channels]}. */
final class SignalFiles {
  private SignalFiles() {}

  /** A header line, then a time and a number for each channel. */
  static double[][] csv(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.stream()
        .skip(1)
        .map(line -> line.split(","))
        .map(cells -> Arrays.stream(cells).skip(1).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  static double[][] ecg(Path file) {
    return Format212.read(file, 2);
  }

  static double[] channel(double[][] rows, int channel) {
    return Arrays.stream(rows).mapToDouble(row -> row[channel]).toArray();
  }
}
