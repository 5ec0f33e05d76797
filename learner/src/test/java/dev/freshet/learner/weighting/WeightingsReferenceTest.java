package dev.freshet.learner.weighting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/reference/weightings.md is what the weightings say of themselves. */
class WeightingsReferenceTest {
  /** Surefire runs in the module's folder; the pages lie beside it. */
  private static final Path PAGE = Path.of("..", "docs", "reference", "weightings.md");

  @Test
  void thePageInTheRepositoryIsTheGeneratedOne() throws IOException {
    if (Boolean.getBoolean("freshet.regenerate")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, WeightingsReference.markdown());
    }

    assertThat(PAGE).content().isEqualTo(WeightingsReference.markdown());
  }

  @Test
  void everyNameThatSettingsMayChooseHasARow() {
    assertThat(TokenWeightings.names())
        .allSatisfy(name -> assertThat(WeightingsReference.markdown()).contains("\n| `" + name))
        .doesNotContain("oracle");
  }
}
