package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.learner.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fifty steps whose losses are pinned, so that a change that should not alter results is known not
 * to. Last bits differ between instruction sets, hence the tolerance.
 *
 * <p>After a change that should alter them: {@code mvn -pl adapter -am test -Dtest=GoldenRunTest
 * -Dfreshet.regenerate=true -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class GoldenRunTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden-losses.txt");
  private static final int STEPS = 50;

  @TempDir Path folder;

  @Test
  void fiftyStepsLoseWhatTheyLost() throws IOException {
    List<Double> losses = losses();
    if (Boolean.getBoolean("freshet.regenerate")) {
      Files.write(GOLDEN, losses.stream().map(String::valueOf).toList());
    }
    List<Double> golden = Files.readAllLines(GOLDEN).stream().map(Double::valueOf).toList();
    assertThat(losses).hasSameSizeAs(golden).hasSize(STEPS);
    for (int i = 0; i < STEPS; i++) {
      assertThat(losses.get(i)).as("step " + (i + 1)).isCloseTo(golden.get(i), within(2e-3));
    }
    assertThat(losses.get(STEPS - 1)).isLessThan(losses.get(0) - 1);
  }

  private List<Double> losses() {
    Map<String, String> settings =
        Map.of(
            "adapter.commit-interval", "0s",
            "adapter.optimizer", "momentum",
            "adapter.learning-rate", "0.01");
    try (AdapterDriver adapter = new AdapterDriver(folder, settings)) {
      for (int i = 0; i < STEPS; i++) {
        String text = TinyModel.SENTENCES.get(i % TinyModel.SENTENCES.size());
        adapter.document("main", "id-" + i, text);
      }
      return adapter.reported().stream().map(Adaptation::lossBefore).toList();
    }
  }
}
