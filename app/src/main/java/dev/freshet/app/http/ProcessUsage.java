package dev.freshet.app.http;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The memory and the CPU time of this process as the operating system counts them. */
public final class ProcessUsage {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path TASKS = Path.of("/proc/self/task");

  /** Longer names of threads are cut to it by the system. */
  private static final int NAME_BYTES = 15;

  /** A second in the unit of the task files: USER_HZ, 100 on every Linux that Java runs on. */
  private static final double TICKS = 100;

  private ProcessUsage() {}

  /** Resident now; NaN where the system does not say. */
  public static double residentBytes() {
    return bytes("VmRSS:");
  }

  /** The most that was resident so far; NaN where the system does not say. */
  public static double peakResidentBytes() {
    return bytes("VmHWM:");
  }

  /** CPU time that all threads of this process have used. */
  public static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  /**
   * CPU time of the running threads of some names, and of native threads that they started, which
   * bear the same: an operation's workers, which Java does not know. NaN where the system does not
   * say.
   *
   * @param names as {@link #nativeName} gives them
   */
  public static double cpuSecondsOf(Set<String> names) {
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.mapToDouble(task -> cpuSecondsOf(task, names)).sum();
    } catch (IOException | NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static double cpuSecondsOf(Path task, Set<String> names) {
    String stat;
    try {
      stat = Files.readString(task.resolve("stat"));
    } catch (IOException e) {
      return 0; // it has ended
    }
    int close = stat.lastIndexOf(')'); // the name may hold anything
    if (!names.contains(stat.substring(stat.indexOf('(') + 1, close))) {
      return 0;
    }
    String[] fields = stat.substring(close + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS; // user and system
  }

  /** What the system calls a thread. */
  public static String nativeName(String threadName) {
    return threadName.substring(0, Math.min(NAME_BYTES, threadName.length()));
  }

  private static double bytes(String field) {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException | NumberFormatException e) {
      return Double.NaN;
    }
  }
}
