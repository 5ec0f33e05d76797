package dev.freshet.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topology: processes that learn, no broker. What is injected: another processor, as the maths
 * library sees it. That this fires is proven by digests that differ without the switches.
 */
class PortableRunTest {
  private static final Path STREAM = Path.of("data", "almanac.json");

  @TempDir Path folder;

  @Test
  void pretendedMachinesGiveOtherBitsUnlessTheyArePortable() throws IOException {
    assumeTrue(
        Files.readString(Path.of("/proc/cpuinfo")).contains("avx2")
            && NativeShim.compile(folder, "pretended_intel").isPresent(),
        "needs AVX2 and a C compiler");
    Path stream = Files.exists(STREAM) ? STREAM : Path.of("..").resolve(STREAM);
    Path model = SmallModel.in(folder.resolve("model"), Texts.bundled().whole());
    Map<String, String> settings =
        Map.of(
            "adapter.optimizer",
            "sgd",
            "adapter.weighting",
            "uniform",
            "adapter.anchor.weight",
            "0",
            "model.threads",
            "1");

    Suite.Verdict verdict =
        PortableRun.of(folder, new PortableRun.Task(model, stream, 4, settings), 0, System.err);

    assertThat(verdict.holds()).as("%s", verdict.json()).isTrue();
  }
}
