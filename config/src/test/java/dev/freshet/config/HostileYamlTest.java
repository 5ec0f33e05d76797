package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are made to exhaust memory, the stack or time, or to run code. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HostileYamlTest {
  @TempDir Path folder;

  @Test
  void aliasesThatMultiplyAreRefused() {
    StringBuilder laughs = new StringBuilder("kafka:\n  a0: &a0 {x: lol}\n");
    for (int i = 1; i < 30; i++) {
      String below = "*a" + (i - 1);
      laughs.append("  a%d: &a%d {x: %s, y: %s}\n".formatted(i, i, below, below));
    }

    assertThat(Refusals.ofYaml(folder, laughs.toString()))
        .hasMessage("an alias stands for a whole section or list");
  }

  @Test
  void aSectionThatContainsItselfIsRefused() {
    assertThat(Refusals.ofYaml(folder, "kafka: &k\n  x: *k\n"))
        .hasMessage("an alias stands for a whole section or list");
  }

  @Test
  void anAliasOfASingleValueIsFine() {
    Path file = Refusals.yaml(folder, "topics: {partitions: &n 3, replication-factor: *n}");

    assertThat(new SettingsLoader().file(file).load().topics().replicationFactor()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: !!javax.script.ScriptEngineManager [!!java.net.URL ['http://127.0.0.1:1/']]",
        "kafka: {x: !!java.io.File /etc/passwd}",
        "adapter: !mine {batch: 1}",
        "kafka: {x: !!binary aGk=}",
      })
  void aTagIsRefusedAndMakesNothing(String content) {
    assertThat(Refusals.ofYaml(folder, content))
        .hasMessageEndingWith("has a tag, and settings have none");
  }

  @Test
  void aTagOnTheWholeFileIsRefused() {
    assertThat(Refusals.ofYaml(folder, "!!java.util.HashMap {name: x}"))
        .hasMessage("the settings file holds no sections");
  }

  @Test
  void aFileOfTenMegabytesIsNotTakenIn() {
    assertThat(Refusals.ofYaml(folder, "name: " + "x".repeat(10_000_000)))
        .hasMessage("the settings file is larger than 1MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void nestingWithoutEndIsRefusedBeforeItFillsTheStack(String level) {
    assertThat(Refusals.ofYaml(folder, level.repeat(100_000)))
        .hasMessage("the settings file nests deeper than 32 levels");
  }

  @Test
  void aFileOfControlCharactersIsRefusedInOneLine() {
    assertThat(Refusals.ofYaml(folder, "name: a\u0000\u001b[31mb"))
        .hasMessageStartingWith("the settings file is not YAML: ");
  }
}
