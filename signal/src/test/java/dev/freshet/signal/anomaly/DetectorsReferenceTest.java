package dev.freshet.signal.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/reference/detectors.md is what the detectors say of themselves. */
class DetectorsReferenceTest {
  /** Surefire runs in the module's folder; the pages lie beside it. */
  private static final Path PAGE = Path.of("..", "docs", "reference", "detectors.md");

  private static final String HEAD =
      """
      # Detectors

      Generated from the detectors in `signal/`; a test holds the two together. To write it again \
      after a change:

          mvn -pl signal -am test -Dtest=DetectorsReferenceTest -Dfreshet.regenerate=true \
      -Dsurefire.failIfNoSpecifiedTests=false

      Scores are 0 to 1; a score at or above the threshold is an alarm. How each fares: \
      [signals](../signals.md).

      | name | what it watches | threshold |
      |---|---|---|
      """;

  @Test
  void thePageInTheRepositoryIsTheGeneratedOne() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (DetectorKind kind : Detectors.all()) {
      String name =
          kind.name().equals(Detectors.DEFAULT) ? kind.name() + " (default)" : kind.name();
      page.append("| ").append(name).append(" | ").append(kind.says()).append(" | ");
      page.append(kind.threshold()).append(" |\n");
    }
    if (Boolean.getBoolean("freshet.regenerate")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE).content().isEqualTo(page.toString());
  }
}
