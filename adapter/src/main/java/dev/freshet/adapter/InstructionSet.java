package dev.freshet.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The widest vector instructions of this machine: float32 sums round differently between them.
 * {@code portable} where the native libraries were told to round alike on all of them.
 */
final class InstructionSet {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** What the libraries read as they load; the launcher sets it (decision 0033). */
  private static final Map<String, String> PORTABLE =
      Map.of("ATEN_CPU_CAPABILITY", "avx2", "MKL_CBWR", "COMPATIBLE");

  private InstructionSet() {}

  static String name() {
    return name(System.getenv());
  }

  /**
   * @param environment of this process
   */
  static String name(Map<String, String> environment) {
    return environment.entrySet().containsAll(PORTABLE.entrySet()) ? "portable" : widest();
  }

  private static String widest() {
    String architecture = System.getProperty("os.arch", "unknown");
    if (!Files.isReadable(CPU_INFO)) {
      return architecture;
    }
    try {
      List<String> flags =
          Files.readAllLines(CPU_INFO).stream()
              .filter(line -> line.startsWith("flags"))
              .limit(1)
              .flatMap(line -> List.of(line.split("\\s+")).stream())
              .toList();
      if (flags.contains("avx512f")) {
        return "AVX512";
      }
      return flags.contains("avx2") ? "AVX2" : architecture;
    } catch (IOException e) {
      return architecture;
    }
  }
}
