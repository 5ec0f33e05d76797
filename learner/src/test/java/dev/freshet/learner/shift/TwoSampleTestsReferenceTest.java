package dev.freshet.learner.shift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/reference/two-sample-tests.md is what the tests say of themselves. */
class TwoSampleTestsReferenceTest {
  /** Surefire runs in the module's folder; the pages lie beside it. */
  private static final Path PAGE = Path.of("..", "docs", "reference", "two-sample-tests.md");

  @Test
  void thePageInTheRepositoryIsTheGeneratedOne() throws IOException {
    if (Boolean.getBoolean("freshet.regenerate")) {
      Files.writeString(PAGE, TwoSampleTestsReference.markdown());
    }

    assertThat(PAGE).content().isEqualTo(TwoSampleTestsReference.markdown());
  }
}
