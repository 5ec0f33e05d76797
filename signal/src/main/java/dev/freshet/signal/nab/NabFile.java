package dev.freshet.signal.nab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * The rows of one CSV file: {@code timestamp,value} after a header line. Times carry no zone and
 * are read as UTC.
 *
 * @param times seconds since 1970
 */
record NabFile(long[] times, double[] values) {
  private static final int MOST_ROWS = 10_000_000;

  static NabFile read(Path file) {
    long[] times = new long[4096];
    double[] values = new double[4096];
    int rows = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isBlank()) {
          continue;
        }
        if (rows == MOST_ROWS) {
          throw NabCorpus.unusable("it has more than " + MOST_ROWS + " rows", file, null);
        }
        if (rows == times.length) {
          times = Arrays.copyOf(times, rows * 2);
          values = Arrays.copyOf(values, rows * 2);
        }
        int comma = line.indexOf(',');
        try {
          times[rows] = time(line.substring(0, Math.max(0, comma)));
          values[rows] = Double.parseDouble(line.substring(comma + 1).strip());
        } catch (DateTimeException | NumberFormatException e) {
          throw NabCorpus.unusable("row " + (rows + 2) + " is not `time,number`", file, e);
        }
        rows++;
      }
    } catch (IOException e) {
      throw NabCorpus.unusable("a series that the labels name cannot be read", file, e);
    }
    if (rows == 0) {
      throw NabCorpus.unusable("it has no rows", file, null);
    }
    return new NabFile(Arrays.copyOf(times, rows), Arrays.copyOf(values, rows));
  }

  /** Reads {@code 2014-04-01 00:05:00}, with or without a fraction. */
  static long time(String text) {
    return LocalDateTime.parse(text.strip().replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
  }
}
