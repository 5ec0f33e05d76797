package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate",
        "config",
        "config shwo",
        "topics create --dryrun",
        "score",
        "ask --prompt x --max-tokens many",
        "config show stray",
        "config show --output yaml",
        ""
      })
  void aMistypedCommandLineEndsInAFewWords(String line) {
    Run run = Run.of((Object[]) (line.isEmpty() ? new String[0] : line.split(" ")));

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).hasSizeBetween(1, 3);
    assertThat(run.err()).startsWith("error: ").contains("--help").doesNotContain("Exception");
  }

  @Test
  void theNearestNameIsSuggested() {
    assertThat(Run.of("doctr").err()).contains("did you mean doctor?");
    assertThat(Run.of("topics", "create", "--dry-rum").err()).contains("did you mean --dry-run");
  }

  @Test
  void valuesOfUnknownOptionsAreNotRepeated() {
    assertThat(Run.of("config", "show", "--passwort=hunter2").err()).doesNotContain("hunter2");
    assertThat(Run.of("config", "show", "--set", "kafka.sasl.password:hunter2").err())
        .doesNotContain("hunter2");
  }

  @Test
  void anErrorIsOneJsonDocumentWhereJsonIsWanted() {
    for (Run run :
        List.of(
            Run.of("frobnicate", "--output", "json"),
            Run.of("--output=json", "config", "shwo"),
            Run.of("config", "--output", "json"))) {
      JsonNode error = run.json().path("error");
      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(error.path("code").asText()).isEqualTo("usage");
      assertThat(error.path("message").asText()).isNotEmpty();
      assertThat(error.has("where")).isTrue();
      assertThat(error.path("remedy").asText()).isNotEmpty();
    }
  }

  @Test
  void aWrongSettingNamesItsPlaceAndExitsWith3() throws IOException {
    Path yaml = Files.writeString(folder.resolve("bad.yaml"), "adaptor:\n  lerning-rate: fast\n");

    Run run = Run.of("config", "validate", "--config", yaml, "--output", "json");

    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.json().path("error").path("code").asText()).isEqualTo("configuration");
    assertThat(run.json().path("error").path("where").asText()).contains("bad.yaml:2");
    assertThat(run.errLines()).hasSize(2);
  }

  @Test
  void globalOptionsStandBeforeOrAfterTheCommand() {
    for (Run run :
        List.of(
            Run.of("--state", "there", "--output", "json", "config", "show"),
            Run.of("config", "show", "--state", "there", "--output", "json"))) {
      assertThat(run.code()).isEqualTo(ExitCode.OK);
      assertThat(run.json().at("/settings/state/directory").asText()).isEqualTo("there");
      assertThat(run.json().path("origins").path("state.directory").asText()).isEqualTo("--state");
    }
  }

  @Test
  void flagsStandOverTheEnvironmentOverTheFile() throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("a.yaml"), "adapter:\n  batch: 2\n  momentum: 0.5\n  clip-norm: 2\n");
    Map<String, String> environment =
        Map.of("FRESHET_ADAPTER_BATCH", "3", "FRESHET_ADAPTER_MOMENTUM", "0.6");

    Run run =
        Run.with(
            environment,
            "config",
            "show",
            "--config",
            yaml,
            "--set",
            "adapter.batch=4",
            "--output",
            "json");

    JsonNode adapter = run.json().at("/settings/adapter");
    assertThat(adapter.path("batch").asInt()).isEqualTo(4);
    assertThat(adapter.path("momentum").asDouble()).isEqualTo(0.6);
    assertThat(adapter.path("clip-norm").asDouble()).isEqualTo(2);
  }

  @Test
  void commandConfigReachesTheClientsAndItsSecretsNoOne() throws IOException {
    Path properties =
        Files.writeString(
            folder.resolve("client.properties"),
            "security.protocol=SASL_PLAINTEXT\nsasl.jaas.config=some.Module required"
                + " password\\=\"hunter2\";\n");

    Run run = Run.of("config", "show", "--command-config", properties, "--bootstrap-server", "a:1");

    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("security.protocol: SASL_PLAINTEXT  # --command-config")
        .contains("bootstrap.servers: \"a:1\"  # --bootstrap-server")
        .contains("sasl.jaas.config: \"********\"")
        .doesNotContain("hunter2");
  }

  @Test
  void aMissingCommandConfigExitsWith3() {
    Run run = Run.of("config", "show", "--command-config", folder.resolve("none"));

    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.errLines()).hasSize(2);
  }

  @Test
  void theDefaultsAreAFileThatValidates() throws IOException {
    Path yaml =
        Files.writeString(folder.resolve("all.yaml"), Run.of("config", "show", "--defaults").out());

    assertThat(Run.of("config", "validate", "--config", yaml).code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void theReferenceNeedsNoSettings() {
    Run run = Run.of("config", "reference", "--config", folder.resolve("none.yaml"));

    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("adapter.learning-rate");
  }

  @Test
  void helpIsDataAndNamesEveryCommand() {
    Run run = Run.of("--help");

    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.err()).isEmpty();
    Freshet.commandLine()
        .getSubcommands()
        .keySet()
        .forEach(name -> assertThat(run.out()).contains("  " + name));
    assertThat(Run.of("topics", "create", "--help").out()).contains("--dry-run");
    assertThat(Run.of("--version").out()).startsWith("freshet ");
  }

  @Test
  void everyValueHasANameInCapitals() {
    assertThat(labels(Freshet.commandLine())).isNotEmpty().allMatch(label -> !label.contains("<"));
  }

  private static List<String> labels(CommandLine line) {
    List<String> labels = new ArrayList<>();
    line.getCommandSpec().args().stream()
        .filter(value -> value.arity().max() > 0)
        .forEach(value -> labels.add(value.paramLabel()));
    line.getSubcommands().values().forEach(sub -> labels.addAll(labels(sub)));
    return labels;
  }

  @Test
  void theTopicsAreShownWithTheirSettingsAndUsers() {
    Run run = Run.of("topics", "create", "--dry-run", "--output", "json");

    assertThat(run.code()).isEqualTo(ExitCode.OK);
    JsonNode topics = run.json().path("topics");
    assertThat(topics).hasSize(13);
    assertThat(topics)
        .allSatisfy(topic -> assertThat(topic.path("readers").asText()).isNotIn("", "?"));
    assertThat(topics)
        .filteredOn(topic -> topic.path("name").asText().equals("freshet.log"))
        .singleElement()
        .satisfies(log -> assertThat(log.path("retention").asText()).isEqualTo("forever"));
    assertThat(run.json().path("created").isNull()).isTrue();
    assertThat(Run.of("topics", "create", "--dry-run").out()).contains("freshet.dlq");
  }

  @Test
  void aBrokerThatDoesNotAnswerExitsWith4() {
    Run run = Run.of("topics", "create", "--bootstrap-server", "127.0.0.1:9");

    assertThat(run.code()).isEqualTo(ExitCode.BROKER_UNREACHABLE);
    assertThat(run.errLines()).hasSize(2);
  }

  @Test
  void aBrokerWithoutAnAddressExitsWith4AndAWrongPropertyWith3() {
    assertThat(Run.of("topics", "create", "--bootstrap-server", "no such host:1").code())
        .isIn(ExitCode.BROKER_UNREACHABLE, ExitCode.CONFIGURATION);
    Run run =
        Run.of(
            "topics",
            "create",
            "--bootstrap-server",
            "127.0.0.1:9",
            "--set",
            "kafka.security.protocol=HUNTER2");
    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.errLines()).hasSize(2);
  }
}
