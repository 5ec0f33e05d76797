package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.SettingsLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
  @Test
  void aKnownConditionIsFoundBeneathItsWrappers() {
    FreshetException known =
        new FreshetException(ExitCode.ARTEFACT, "it is\nbroken", "a file", "mend it");

    Failure failure = Failure.of(new IllegalStateException("a thread died", known));

    assertThat(failure.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(failure.lines()).containsExactly("error: it is broken (a file)", "mend it");
  }

  @Test
  void aFaultOfOursIsOneLineAndItsTraceIsInAFile() throws Exception {
    Failure failure = Failure.of(new IllegalStateException("impossible"));

    assertThat(failure.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(failure.lines())
        .singleElement()
        .satisfies(
            line -> assertThat(line).startsWith("error: internal IllegalState: impossible; see "));
    Path log = Path.of(failure.message().replaceFirst(".*; see ", ""));
    assertThat(log).content().contains("IllegalStateException").contains("FailureTest");
    Files.delete(log);
  }

  /** The state folder may have been deleted beneath a process. */
  @Test
  void aLogThatIsGoneIsNotNamed(@TempDir Path folder) throws Exception {
    Path state = Files.createDirectory(folder.resolve("state"));
    Logs.into(state);
    try {
      Files.delete(state.resolve("freshet.log"));
      Path log =
          Path.of(
              Failure.of(new IllegalStateException("late")).message().replaceFirst(".*; see ", ""));
      assertThat(log).content().contains("late");
      Files.delete(log);
    } finally {
      Logs.leave();
    }
  }

  @Test
  void aRefusedClientPropertyIsAConfigurationError() {
    Failure failure = Failure.of(new ConfigException("linger.ms", "soon", "not a number"));

    assertThat(failure.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(failure.message()).contains("linger.ms");
  }

  @Test
  void secretsAreMaskedWhereverALibraryRepeatsThem() {
    Masking masking =
        Masking.of(
            new SettingsLoader()
                .override(
                    Map.of(
                        "kafka.sasl.jaas.config",
                        "a.Module required username=\"me\" password=\"hunter2\";",
                        "http.token",
                        "sesame"))
                .load());

    Failure failure =
        new Failure(ExitCode.FAILURE, "refused hunter2", "sesame", "try hunter2").masked(masking);

    assertThat(failure.lines().toString()).doesNotContain("hunter2").doesNotContain("sesame");
    assertThat(failure.document().toString()).doesNotContain("hunter2").doesNotContain("sesame");
  }

  @Test
  void anInterruptionIsOneWord() {
    assertThat(
            Failure.of(new FreshetException(ExitCode.INTERRUPTED, "interrupted", null, "")).lines())
        .containsExactly("interrupted");
  }
}
