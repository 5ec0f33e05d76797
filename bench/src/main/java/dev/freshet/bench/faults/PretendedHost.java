package dev.freshet.bench.faults;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A machine as the maths library sees it. */
enum PretendedHost {
  /** As it is. */
  HERE(Map.of()),
  /** One of Intel's with AVX2. */
  INTEL_AVX2(Map.of("MKL_ENABLE_INSTRUCTIONS", "AVX2")),
  /** An old one of Intel's. */
  INTEL_SSE(Map.of("MKL_ENABLE_INSTRUCTIONS", "SSE4_2"));

  private final Map<String, String> narrowed;

  PretendedHost(Map<String, String> narrowed) {
    this.narrowed = narrowed;
  }

  /**
   * What a process is started with to take this machine for that one.
   *
   * @param intel the library that says who made the processor
   */
  Map<String, String> environment(Path intel) {
    if (this == HERE) {
      return narrowed;
    }
    Map<String, String> environment = new HashMap<>(narrowed);
    environment.put("LD_PRELOAD", intel.toString());
    return environment;
  }
}
