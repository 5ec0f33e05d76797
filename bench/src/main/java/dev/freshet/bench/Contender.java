package dev.freshet.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that answers the requests of {@link StepWorker}, idle between them. */
final class Contender implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final String greeting;

  private Contender(List<String> command) throws IOException {
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.greeting = line();
  }

  static Contender ours(int threads) throws IOException {
    return new Contender(
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            StepWorker.class.getName(),
            Integer.toString(threads)));
  }

  /** PyTorch in Python; null, with a line on stderr, where it is not installed. */
  static @Nullable Contender torch(int threads) throws IOException {
    Contender torch =
        new Contender(
            List.of(
                "/usr/bin/python3",
                "bench/src/main/python/step_torch.py",
                Integer.toString(threads)));
    if (torch.greeting.startsWith("ready ")) {
      return torch;
    }
    System.err.println("PyTorch is not compared: " + torch.greeting);
    torch.close();
    return null;
  }

  /** What it is and in which version. */
  String name() {
    return greeting.replaceFirst("^ready ", "");
  }

  double ask(String request) throws IOException {
    requests.write(request + "\n");
    requests.flush();
    return Double.parseDouble(line());
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("a contender ended early: " + process.info().command().orElse("?"));
    }
    return line;
  }

  /** Ends the process by the end of its input. */
  @Override
  public void close() throws IOException {
    requests.close();
    answers.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
