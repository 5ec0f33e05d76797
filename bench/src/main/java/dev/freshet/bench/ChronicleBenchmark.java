package dev.freshet.bench;

import dev.freshet.ingest.chronicle.Chronicle;
import dev.freshet.ingest.chronicle.ChronicleOptions;
import dev.freshet.ingest.chronicle.StoryWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times the chronicle on one thread, and a plain loop that writes ready strings of the same sizes,
 * in turns. Both write JSON lines to the null device through the same buffer.
 */
@Command(name = "bench/chronicle", description = "Time the telling of the chronicle.")
public final class ChronicleBenchmark implements Runnable {
  private static final int READY_LINES = 1_000;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Option(names = "--documents", defaultValue = "1000000", description = "All together.")
  private long documents;

  @Option(names = "--rounds", defaultValue = "10", description = "Turns of each side.")
  private int rounds;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChronicleBenchmark()).execute(arguments));
  }

  @Override
  public void run() {
    try {
      compare();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void compare() throws IOException {
    long turn = Math.max(1, documents / rounds);
    List<String> ready = readyLines();
    double[] told = new double[rounds];
    double[] copied = new double[rounds];
    long early = 0;
    Chronicle chronicle = new Chronicle(ChronicleOptions.of(1));
    try (OutputStream sink = sink();
        StoryWriter writer = StoryWriter.to(sink(), StoryWriter.Format.JSONL)) {
      for (int round = 0; round < rounds; round++) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (long i = 0; i < turn; i++) {
          writer.write(chronicle.next());
        }
        long between = THREADS.getCurrentThreadCpuTime();
        for (long i = 0; i < turn; i++) {
          String line = ready.get((int) (i % ready.size()));
          sink.write(line.getBytes(StandardCharsets.UTF_8));
        }
        told[round] = turn / ((between - start) / 1e9);
        copied[round] = turn / ((THREADS.getCurrentThreadCpuTime() - between) / 1e9);
        early = round == 0 ? peakMebibytes() : early;
      }
    }
    print(turn * rounds, told, copied, early, ready);
  }

  private void print(long all, double[] told, double[] copied, long early, List<String> ready)
      throws IOException {
    double bytes = ready.stream().mapToInt(String::length).average().orElse(0);
    System.out.printf(
        Locale.ROOT,
        "%d documents of %.0f bytes a line, %d rounds, medians by processor time of one thread%n",
        all,
        bytes,
        rounds);
    System.out.printf(Locale.ROOT, "chronicle   %10.0f documents/s%n", median(told));
    System.out.printf(Locale.ROOT, "plain loop  %10.0f documents/s%n", median(copied));
    System.out.printf(Locale.ROOT, "ratio       %10.3f%n", median(told) / median(copied));
    System.out.printf(
        Locale.ROOT,
        "peak memory %10d MiB after the first round, %d MiB after the last%n",
        early,
        peakMebibytes());
  }

  private static List<String> readyLines() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Chronicle chronicle = new Chronicle(ChronicleOptions.of(2));
    try (StoryWriter writer = StoryWriter.to(lines, StoryWriter.Format.JSONL)) {
      for (int i = 0; i < READY_LINES; i++) {
        writer.write(chronicle.next());
      }
    }
    return lines.toString(StandardCharsets.UTF_8).lines().map(line -> line + "\n").toList();
  }

  private static OutputStream sink() throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(Path.of("/dev/null")), BUFFER_BYTES);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The largest resident size of the process so far, as Linux counts it. */
  private static long peakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(-1);
  }
}
