package dev.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes network, broker, disk and time away from a pipeline, and compares with the oracle. */
@Command(name = "bench/outages", description = "Take network, broker, disk and time away.")
public final class OutageSuite extends Suite {
  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Some of them, in this order; all by default.")
  private List<String> only = List.of();

  @Option(names = "--seconds", defaultValue = "60", description = "How long each lasts.")
  private int seconds;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new OutageSuite()).execute(arguments));
  }

  @Override
  Verdict run(Path folder) throws IOException {
    List<Outage> outages = new ArrayList<>();
    for (String name : only) {
      outages.add(Outage.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
    }
    List<Outage> chosen = outages.isEmpty() ? List.of(Outage.values()) : outages;
    return OutageRun.of(folder, chosen, seconds, seed, System.err);
  }
}
