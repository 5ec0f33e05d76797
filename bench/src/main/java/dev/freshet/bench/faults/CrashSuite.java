package dev.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills a pipeline and its broker at named and random places, and compares with the oracle. */
@Command(name = "bench/crash", description = "Kill the pipeline and compare with the oracle.")
public final class CrashSuite extends Suite {
  @Option(names = "--kills", defaultValue = "20", description = "How many.")
  private int kills;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the pipeline, and of the oracle.")
  private Map<String, String> set = Map.of();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CrashSuite()).execute(arguments));
  }

  @Override
  Verdict run(Path folder) throws IOException {
    CrashResult result = CrashRun.of(folder, KillPlan.of(kills, seed), set, seed, System.err);
    return new Verdict(result.holds(), result.json());
  }
}
