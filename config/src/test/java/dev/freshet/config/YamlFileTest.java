package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "# nothing yet\n",
        "---\n",
        "~",
        "{}",
        "\uFEFF",
        "adapter:\nkafka:\n",
        "adapter: {}",
        "ingest:\n  source-topics:\n"
      })
  void aFileWithoutContentSetsNothing(String content) {
    Path file = Refusals.yaml(folder, content);

    assertThat(new SettingsLoader().file(file).load()).isEqualTo(SettingsLoader.defaults());
  }

  @Test
  void aFileFromAnEditorThatMarksUtf8IsRead() {
    Path file = Refusals.yaml(folder, "\uFEFFname: Flut\u00E9\n");

    assertThat(new SettingsLoader().file(file).load().name()).isEqualTo("Flut\u00E9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adapter: 5           | 1:1 | adapter is a section, but has a single value here",
        "adapter: [5]         | 1:1 | adapter is a section, but has a list here",
        "kafka: x             | 1:1 | kafka is a section, but has a single value here",
        "adapter: {batch: {a: 1}} | 1:11 | adapter.batch expects a whole number such as 16, at"
            + " most 2147483647, but has a section here",
        "name: [a]            | 1:1 | name expects text, but has a list here",
        "name:                | 1:1 | name has no value",
        "kafka: {acks: }      | 1:9 | kafka.acks has no value",
        "kafka: {acks: [1]}   | 1:9 | kafka.acks expects text, but has a list here",
        "ingest: {source-topics: a} | 1:10 | ingest.source-topics expects a list, but has a single"
            + " value here",
        "ingest: {source-topics: [a, [b]]} | 1:29 | ingest.source-topics has an item that is not"
            + " text",
        "just words           | 1:1 | the settings file holds no sections",
        "[a, b]               | 1:1 | the settings file holds no sections",
        "{~: 1}               | 1:2 | a key is not plain text",
      })
  void aValueOfAnotherShapeIsRefusedAtItsKey(String content, String position, String message) {
    FreshetException refusal = Refusals.ofYaml(folder, content);

    assertThat(refusal).hasMessage(message);
    assertThat(Refusals.position(refusal)).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adapter: {batch: 1, batch: 2}",
        "adapter: {batch: 1}\nadapter: {batch: 1}",
        "adapter: {batch: 1}\nadapter.batch: 2",
        "adapter: {batch: 1, 'batch': 1}",
        "kafka: {bootstrap: {servers: a}, bootstrap.servers: b}",
      })
  void aKeyWrittenTwiceIsRefused(String content) {
    assertThat(Refusals.ofYaml(folder, content)).hasMessageContaining(" is written twice");
  }

  @Test
  void aFaultOfYamlIsRefusedAtItsLine() {
    FreshetException refusal = Refusals.ofYaml(folder, "name: x\nadapter:\n\tbatch: 1\n");

    assertThat(refusal).hasMessageStartingWith("the settings file is not YAML: ");
    assertThat(Refusals.position(refusal)).isEqualTo("3:1");
  }

  @Test
  void aSecondDocumentIsRefused() {
    FreshetException refusal = Refusals.ofYaml(folder, "name: x\n---\nname: y\n");

    assertThat(refusal).hasMessage("the settings file holds a second document");
    assertThat(Refusals.position(refusal)).isEqualTo("2:1");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "name: caf\u00E9".getBytes(StandardCharsets.ISO_8859_1));

    FreshetException absent = Refusals.of(new SettingsLoader().file(missing));
    assertThat(absent).hasMessage("there is no such settings file");
    assertThat(absent.where()).isEqualTo(missing.toString());
    assertThat(Refusals.of(new SettingsLoader().file(folder)))
        .hasMessage("the settings file is a folder");
    assertThat(Refusals.of(new SettingsLoader().file(latin)))
        .hasMessage("the settings file is not UTF-8 text");
  }
}
