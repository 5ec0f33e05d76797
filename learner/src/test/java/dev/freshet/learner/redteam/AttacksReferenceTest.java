package dev.freshet.learner.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/reference/attacks.md is what the attacks say of themselves. */
class AttacksReferenceTest {
  /** Surefire runs in the module's folder; the pages lie beside it. */
  private static final Path PAGE = Path.of("..", "docs", "reference", "attacks.md");

  @Test
  void thePageInTheRepositoryIsTheGeneratedOne() throws IOException {
    if (Boolean.getBoolean("freshet.regenerate")) {
      Files.writeString(PAGE, AttacksReference.markdown());
    }

    assertThat(PAGE).content().isEqualTo(AttacksReference.markdown());
  }
}
