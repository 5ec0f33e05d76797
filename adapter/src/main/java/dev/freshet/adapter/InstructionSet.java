package dev.freshet.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The widest vector instructions of this machine: float32 sums round differently between them. */
final class InstructionSet {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private InstructionSet() {}

  static String name() {
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
