package dev.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each suite with few faults; {@code bench/crash}, {@code bench/fuzz} and {@code bench/outages} run
 * them with many. Topology: a broker and a pipeline as processes of their own. The faults are named
 * in each test; the suites prove that they fired.
 */
class FaultSuitesTest {
  @TempDir Path folder;

  @Test
  void killsAtNamedPlacesAndOfTheBrokerChangeNothingThatIsCommitted() throws IOException {
    List<Aim> plan =
        List.of(
            Aim.MID_CHECKPOINT,
            Aim.DURING_RESTORE,
            Aim.BETWEEN_MANIFEST_AND_COMMIT,
            Aim.MID_STEP,
            Aim.BROKER);

    CrashResult result = CrashRun.of(folder, plan, Map.of(), 5, System.err);

    assertThat(result.delivered()).isEqualTo(plan.size());
    assertThat(result.outcome().digestEqual()).isEqualTo(plan.size());
    assertThat(result.outcome().outputs()).isEqualTo(new Comparison(0, 0, 0, 0));
    assertThat(result.stepsRedone().p99()).isPositive();
  }

  @Test
  void killsChangeNothingWhereTextsAreSealedAndPartitionsAreMany() throws IOException {
    List<Aim> plan = List.of(Aim.BETWEEN_REPORT_AND_COMMIT, Aim.BROKER_AND_PIPELINE);
    Map<String, String> settings = Map.of("log.shred", "true", "topics.partitions", "3");

    CrashResult result = CrashRun.of(folder, plan, settings, 5, System.err);

    assertThat(result.holds()).as("%s", result.json()).isTrue();
  }

  @Test
  void badRecordsGoToTheDeadLettersAndChangeNoWeight() throws IOException {
    Suite.Verdict verdict = FuzzRun.of(folder, 200, 5, System.err);

    assertThat(verdict.holds()).as("%s", verdict.json()).isTrue();
  }

  @Test
  void aDiskThatFailsToKeepWhatItTookLeavesTheLastGoodCheckpoint() throws IOException {
    Suite.Verdict verdict = OutageRun.of(folder, List.of(Outage.FSYNC_FAILS), 3, 5, System.err);

    assertThat(verdict.holds()).as("%s", verdict.json()).isTrue();
  }

  @Test
  void aNetworkThatBreaksOnlyCostsTime() throws IOException {
    Suite.Verdict verdict = OutageRun.of(folder, List.of(Outage.NETWORK_CUT), 3, 5, System.err);

    assertThat(verdict.holds()).as("%s", verdict.json()).isTrue();
  }
}
