package dev.freshet.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Mixes bad records into a stream, and compares with the stream without them. */
@Command(name = "bench/fuzz", description = "Mix bad records into a stream.")
public final class FuzzSuite extends Suite {
  @Option(names = "--records", defaultValue = "1000", description = "How many bad ones.")
  private int records;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FuzzSuite()).execute(arguments));
  }

  @Override
  Verdict run(Path folder) throws IOException {
    return FuzzRun.of(folder, records, seed, System.err);
  }
}
