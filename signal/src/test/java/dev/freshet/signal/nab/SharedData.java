package dev.freshet.signal.nab;

import java.nio.file.Files;
import java.nio.file.Path;

/** Public data sets that lie beside the checkout; tests on them are skipped where they are not. */
public final class SharedData {
  private static final Path ALL =
      Path.of(System.getProperty("freshet.shared-data", "../../shared/data"));

  public static final Path NAB = ALL.resolve("nab");
  public static final Path ECG = ALL.resolve("ecg/100.dat");
  public static final Path ETT = ALL.resolve("ett/ETTh1.csv");

  private SharedData() {}

  public static boolean isThere() {
    return Files.isDirectory(ALL);
  }
}
