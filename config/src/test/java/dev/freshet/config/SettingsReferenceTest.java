package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReferenceTest {
  /** Surefire runs in the module's folder; the pages lie beside it. */
  private static final Path PAGE = Path.of("..", "docs", "reference", "settings.md");

  @TempDir Path folder;

  @Test
  void thePageInTheRepositoryIsTheGeneratedOne() throws IOException {
    if (Boolean.getBoolean("freshet.regenerate")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, SettingsReference.markdown());
    }

    assertThat(PAGE).content().isEqualTo(SettingsReference.markdown());
  }

  @Test
  void thePageHasARowForEveryKey() {
    assertThat(SettingKeys.ALL.leaves())
        .allSatisfy(key -> assertThat(SettingsReference.markdown()).contains("\n| `" + key.name()));
  }

  @Test
  void theYamlOfDefaultsLoadsToTheDefaults() {
    String yaml = SettingsReference.defaultsYaml();

    assertThat(new SettingsLoader().file(Refusals.yaml(folder, yaml)).load())
        .isEqualTo(SettingsLoader.defaults());
    assertThat(yaml)
        .contains("  # Step size of the optimizer.\n  learning-rate: 2.2e-4\n")
        .contains("\n  source-topics: []\n");
    assertThat(yaml.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }
}
