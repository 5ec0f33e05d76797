package dev.freshet.bench.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the suites' commands have in common: seed, folder, output, exit status. */
abstract class Suite implements Callable<Integer> {
  /** What a suite found. */
  record Verdict(boolean holds, Map<String, Object> json) {}

  @Option(names = "--seed", defaultValue = "1", description = "Decides every fault.")
  protected long seed;

  @Option(names = "--output", defaultValue = "table", description = "table or json.")
  private String output = "";

  @Option(names = "--keep", paramLabel = "DIR", description = "Work there, and leave all of it.")
  private @Nullable Path keep;

  abstract Verdict run(Path folder) throws Exception;

  @Override
  public Integer call() throws Exception {
    Path folder = keep == null ? Files.createTempDirectory("freshet-faults") : keep;
    try {
      Verdict verdict = run(folder.toAbsolutePath());
      print(verdict.json());
      return verdict.holds() ? 0 : 1;
    } finally {
      if (keep == null) {
        delete(folder);
      }
    }
  }

  private void print(Map<String, Object> json) throws IOException {
    if (output.equals("json")) {
      System.out.println(new ObjectMapper().writeValueAsString(json));
    } else {
      json.forEach((name, value) -> System.out.printf("%-16s %s%n", name, value));
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
