package dev.freshet.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.freshet.config.DataSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The machine: its Java, memory, processor and disk. */
final class Machine {
  private static final int OLDEST_JAVA = 17;
  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;
  private static final long LITTLE_MEMORY = 3 * GIB;
  private static final long LITTLE_HEAP = 256 * MIB;
  private static final long LITTLE_DISK = 2 * GIB;
  private static final long NO_DISK = 200 * MIB;
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  static Finding java() {
    String shown =
        Runtime.version().feature() + " (" + System.getProperty("java.vendor", "unknown") + ")";
    return Runtime.version().feature() >= OLDEST_JAVA
        ? Finding.ok("java", shown)
        : Finding.fail("java", shown, "install a JDK " + OLDEST_JAVA + " or newer");
  }

  static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory();
    long total =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    String shown = size(total) + " in all, heap up to " + size(heap);
    if (heap < LITTLE_HEAP) {
      return Finding.fail("memory", shown, "give the heap more: FRESHET_JAVA_OPTS=-Xmx768m");
    }
    return total < LITTLE_MEMORY
        ? Finding.warn("memory", shown, "a small model needs about 2 GiB; stop what else runs")
        : Finding.ok("memory", shown);
  }

  static Finding processor() {
    int cores = Runtime.getRuntime().availableProcessors();
    Set<String> features = processorFeatures();
    String shown = cores + (cores == 1 ? " core" : " cores");
    if (features.isEmpty()) {
      return Finding.ok("processor", shown + ", " + System.getProperty("os.arch"));
    }
    if (features.contains("avx512f")) {
      return Finding.ok("processor", shown + ", AVX-512");
    }
    return features.contains("avx2")
        ? Finding.ok("processor", shown + ", AVX2")
        : Finding.warn("processor", shown + ", no AVX2", "learning is slow here; use a newer one");
  }

  private static Set<String> processorFeatures() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .<Set<String>>map(line -> new HashSet<>(Arrays.asList(line.split("\\s+"))))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }

  /** The launcher sets the allocator; without that each step pays for fresh pages. */
  static Finding allocator() {
    return System.getenv("MALLOC_ARENA_MAX") != null || !isGlibc()
        ? Finding.ok("allocator", "as the launcher sets it")
        : Finding.warn(
            "allocator",
            "native memory goes back to the system after each step",
            "start with the `freshet` launcher: learning can be several times faster");
  }

  private static boolean isGlibc() {
    return System.getProperty("os.name", "").equals("Linux");
  }

  static Finding disk(Path folder) {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isWritable(there)) {
      return Finding.fail("disk", there + " cannot be written", "name another folder with --state");
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      String shown = size(free) + " free for " + folder;
      if (free < NO_DISK) {
        return Finding.fail("disk", shown, "free some space, or name another folder (--state)");
      }
      return free < LITTLE_DISK
          ? Finding.warn("disk", shown, "the log of a long stream needs more")
          : Finding.ok("disk", shown);
    } catch (IOException e) {
      return Finding.warn("disk", "free space of " + there + " is unknown", "check it with df");
    }
  }

  private static String size(long bytes) {
    return bytes >= 10 * GIB
        ? new DataSize(bytes / GIB * GIB).toString()
        : new DataSize(bytes / MIB * MIB).toString();
  }
}
