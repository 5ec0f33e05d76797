package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsPrinterTest {
  private static final Map<String, String> SOME =
      Map.of(
          "name", "a \"b\": \\ # c\u0007\u2028 \uD83C\uDF0A",
          "adapter.learning-rate", "1e-3",
          "adapter.commit-interval", "1500ms",
          "ingest.source-topics", "true,3,x: y",
          "ingest.mapping.text", "body.plain",
          "kafka.bootstrap.servers", "a:9092,b:9092",
          "kafka.acks", "1");

  @TempDir Path folder;

  @Test
  void loadingThePrintedYamlGivesTheSettingsBack() {
    LoadedSettings loaded = new SettingsLoader().override(SOME).loadWithOrigins();
    String yaml = SettingsPrinter.of(loaded.settings()).yaml(loaded.origins());

    Settings again = new SettingsLoader().file(Refusals.yaml(folder, yaml)).load();

    assertThat(again).isEqualTo(loaded.settings());
  }

  @Test
  void yamlHasTheOriginAtTheEndOfEachLine() {
    LoadedSettings loaded = new SettingsLoader().override(SOME).loadWithOrigins();

    assertThat(SettingsPrinter.of(loaded.settings()).yaml(loaded.origins()))
        .contains("\nadapter:\n  weighting: \"camels-head+steps\"  # default\n")
        .contains("\n  learning-rate: 0.001  # --set adapter.learning-rate\n")
        .contains("\nkafka:\n  acks: \"1\"  # --set kafka.acks\n")
        .contains("\n  mapping:\n    text: body.plain  # --set ingest.mapping.text\n");
  }

  @Test
  void yamlWithoutOriginsHasNoComments() {
    assertThat(SettingsPrinter.of(SettingsLoader.defaults()).yaml())
        .startsWith("name: freshet\nmodel:\n  directory: models/freshet-base\n")
        .endsWith("kafka: {}\n")
        .doesNotContain("#");
  }

  @Test
  void theTreeNestsSectionsAndKeepsTheTypesOfJson() {
    Settings settings = new SettingsLoader().override(SOME).load();

    Map<String, Object> tree = SettingsPrinter.of(settings).tree();

    assertThat(tree).containsKeys("name", "model", "adapter", "embedded-broker");
    assertThat(tree.get("adapter"))
        .asInstanceOf(MAP)
        .containsEntry("learning-rate", 1e-3)
        .containsEntry("batch", 1)
        .containsEntry("optimizer", "kronecker")
        .containsEntry("commit-interval", "1500ms");
    assertThat(tree.get("ingest"))
        .asInstanceOf(MAP)
        .containsEntry("source-topics", List.of("true", "3", "x: y"))
        .containsEntry("max-record-size", "1MiB");
    assertThat(tree.get("kafka"))
        .isEqualTo(Map.of("acks", "1", "bootstrap.servers", "a:9092,b:9092"));
  }
}
