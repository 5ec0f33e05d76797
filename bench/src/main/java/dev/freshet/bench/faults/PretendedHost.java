package dev.freshet.bench.faults;

import java.nio.file.Path;
import java.util.Map;

/** A machine as the maths library sees it. */
enum PretendedHost {
  /** As it is. */
  HERE(""),
  /** One of Intel's with AVX2. */
  INTEL_AVX2("AVX2"),
  /** An old one of Intel's. */
  INTEL_SSE("SSE4_2");

  private final String instructions;

  PretendedHost(String instructions) {
    this.instructions = instructions;
  }

  /**
   * What a process is started with to take this machine for that one.
   *
   * @param intel the library that says who made the processor
   */
  Map<String, String> environment(Path intel) {
    return this == HERE
        ? Map.of()
        : Map.of("LD_PRELOAD", intel.toString(), "MKL_ENABLE_INSTRUCTIONS", instructions);
  }
}
