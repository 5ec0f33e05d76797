package dev.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The same steps on machines that this one pretends to be, plain and portable. */
@Command(
    name = "bench/portable",
    description = "Compare the bits of pretended machines, and what equal ones cost.")
public final class PortableSuite extends Suite {
  @Option(names = "--model", defaultValue = "models/freshet-base", description = "The base model.")
  private Path model = Path.of("");

  @Option(names = "--stream", defaultValue = "data/almanac.json", description = "What is learned.")
  private Path stream = Path.of("");

  @Option(names = "--documents", defaultValue = "24", description = "One step each.")
  private int documents;

  @Option(names = "--rounds", defaultValue = "3", description = "Of both sides, for the cost.")
  private int rounds;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of every process.")
  private Map<String, String> set = new LinkedHashMap<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PortableSuite()).execute(arguments));
  }

  @Override
  Verdict run(Path folder) throws IOException {
    PortableRun.Task task = new PortableRun.Task(model, stream, documents, set);
    return PortableRun.of(folder, task, rounds, System.err);
  }
}
