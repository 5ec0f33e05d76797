package dev.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Faults: bits flipped and ends cut off, in checkpoints and in an exported model. */
class DamageSuiteTest {
  @TempDir Path folder;

  @Test
  void everyFaultIsFoundAndAnEarlierStateTakesOver() throws Exception {
    DamageSuite suite = new DamageSuite();
    new CommandLine(suite).parseArgs("--flips", "60", "--seed", "9");

    Suite.Verdict verdict = suite.run(folder);

    assertThat(verdict.holds()).as("%s", verdict.json()).isTrue();
    assertThat(verdict.json()).extractingByKey("earlierStateTakenOver", INTEGER).isPositive();
  }
}
