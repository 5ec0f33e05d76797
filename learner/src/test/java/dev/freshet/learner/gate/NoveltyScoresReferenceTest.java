package dev.freshet.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/reference/novelty-scores.md is what the scores say of themselves. */
class NoveltyScoresReferenceTest {
  /** Surefire runs in the module's folder; the pages lie beside it. */
  private static final Path PAGE = Path.of("..", "docs", "reference", "novelty-scores.md");

  @Test
  void thePageInTheRepositoryIsTheGeneratedOne() throws IOException {
    if (Boolean.getBoolean("freshet.regenerate")) {
      Files.writeString(PAGE, NoveltyScoresReference.markdown());
    }

    assertThat(PAGE).content().isEqualTo(NoveltyScoresReference.markdown());
  }
}
