package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Ways to load settings in tests, and the exceptions that they end in. */
final class Refusals {
  private Refusals() {}

  /** A settings file of this content. */
  static Path yaml(Path folder, String content) {
    try {
      return Files.writeString(folder.resolve("freshet.yaml"), content);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What is thrown for a file of this content; its place is given without the folder. */
  static FreshetException ofYaml(Path folder, String content) {
    return of(new SettingsLoader().file(yaml(folder, content)));
  }

  static FreshetException ofFlag(String key, String value) {
    return of(new SettingsLoader().override(Map.of(key, value)));
  }

  static FreshetException of(SettingsLoader loader) {
    FreshetException refusal = catchThrowableOfType(FreshetException.class, loader::load);
    assertThat(refusal).as("an exception").isNotNull();
    assertThat(refusal.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refusal.getMessage()).doesNotContain("\n").isNotBlank();
    assertThat(refusal.remedy()).doesNotContain("\n").isNotBlank();
    return refusal;
  }

  /** The line and column in a refusal's place: {@code 3:5}. */
  static String position(FreshetException refusal) {
    return String.valueOf(refusal.where()).replaceFirst(".*freshet\\.yaml:?", "");
  }
}
