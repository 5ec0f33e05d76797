package dev.freshet.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times a meta-step by the adjoint recursion beside one by double backward, and compares their
 * peaks of memory and their results. Both are processes that take turns, so that a slow minute of
 * the machine hits both; medians are reported.
 */
@Command(name = "bench/meta", description = "Time a meta-step beside a double backward pass.")
public final class MetaBenchmark implements Runnable {
  @Option(names = "--steps", defaultValue = "6", description = "K, inner steps.")
  private int steps;

  @Option(names = "--tokens", defaultValue = "160", description = "Of a document.")
  private int tokens;

  @Option(names = "--rounds", defaultValue = "7", description = "Turns of each side.")
  private int rounds;

  @Option(names = "--threads", defaultValue = "1", description = "Of each side.")
  private int threads;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MetaBenchmark()).execute(arguments));
  }

  @Override
  public void run() {
    try (Side adjoint = start("adjoint");
        Side graph = start("graph")) {
      // The first of each warms it up, and chooses the step of the finite differences.
      adjoint.ask("take");
      graph.ask("take");
      double[] adjointSeconds = new double[rounds];
      double[] graphSeconds = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        adjointSeconds[round] = adjoint.number("take");
        graphSeconds[round] = graph.number("take");
      }
      double ours = median(adjointSeconds);
      double theirs = median(graphSeconds);
      double ourBytes = adjoint.number("memory");
      double theirBytes = graph.number("memory");
      System.out.printf(
          Locale.ROOT,
          "{\"steps\": %d, \"tokens\": %d, \"threads\": %d, \"rounds\": %d,%n"
              + " \"adjointSeconds\": %.3f, \"graphSeconds\": %.3f, \"timeRatio\": %.3f,%n"
              + " \"adjointMiB\": %.0f, \"graphMiB\": %.0f, \"memoryRatio\": %.3f,%n"
              + " \"cosine\": %.7f}%n",
          steps,
          tokens,
          threads,
          rounds,
          ours,
          theirs,
          ours / theirs,
          ourBytes / (1 << 20),
          theirBytes / (1 << 20),
          ourBytes / theirBytes,
          cosine(adjoint.values(), graph.values()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double cosine(double[] one, double[] other) {
    double dot = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < one.length; i++) {
      dot += one[i] * other[i];
      first += one[i] * one[i];
      second += other[i] * other[i];
    }
    return dot / Math.sqrt(first * second);
  }

  private Side start(String name) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    MetaWorker.class.getName(),
                    name,
                    Integer.toString(threads),
                    Integer.toString(steps),
                    Integer.toString(tokens)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Side side = new Side(process);
    side.line();
    return side;
  }

  /** A worker to talk to. */
  private static final class Side implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream requests;

    Side(Process process) {
      this.process = process;
      this.answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      this.requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    String line() throws IOException {
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("the worker ended");
      }
      return line;
    }

    String ask(String request) throws IOException {
      requests.println(request);
      return line();
    }

    double number(String request) throws IOException {
      return Double.parseDouble(ask(request));
    }

    double[] values() throws IOException {
      return Arrays.stream(ask("values").split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
