package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  @TempDir Path folder;

  @Test
  void aLaterSourceOutranksAnEarlierOne() {
    Path file =
        Refusals.yaml(
            folder,
            """
            adapter:
              batch: 2
              max-lanes: 2
              reported-weights: 2
            """);

    LoadedSettings loaded =
        new SettingsLoader()
            .override(Map.of("adapter.reported-weights", "4"))
            .environment(
                Map.of("FRESHET_ADAPTER_MAX_LANES", "3", "FRESHET_ADAPTER_REPORTED_WEIGHTS", "3"))
            .file(file)
            .loadWithOrigins();

    AdapterSettings adapter = loaded.settings().adapter();
    assertThat(List.of(adapter.maxPollRecords(), adapter.batch())).containsExactly(16, 2);
    assertThat(List.of(adapter.maxLanes(), adapter.reportedWeights())).containsExactly(3, 4);
    assertThat(loaded.origins())
        .containsEntry("adapter.max-poll-records", "default")
        .containsEntry("adapter.batch", file + ":2:3")
        .containsEntry("adapter.max-lanes", "environment variable FRESHET_ADAPTER_MAX_LANES")
        .containsEntry("adapter.reported-weights", "--set adapter.reported-weights");
  }

  @Test
  void kafkaNamesAreTheSameNestedDottedInTheEnvironmentAndInAFlag() {
    Path nested = Refusals.yaml(folder, "kafka: {bootstrap: {servers: 'a:9092'}, acks: 1}");
    Settings fromNested = new SettingsLoader().file(nested).load();
    Path dotted = Refusals.yaml(folder, "kafka: {bootstrap.servers: 'a:9092', acks: 1}");
    Settings fromDotted = new SettingsLoader().file(dotted).load();
    Settings fromEnvironment =
        new SettingsLoader()
            .environment(
                Map.of("FRESHET_KAFKA_BOOTSTRAP_SERVERS", "a:9092", "FRESHET_KAFKA_ACKS", "1"))
            .load();
    Settings fromFlags =
        new SettingsLoader()
            .override(Map.of("kafka.bootstrap.servers", "a:9092", "kafka.acks", "1"))
            .load();

    assertThat(fromNested.kafka())
        .isEqualTo(Map.of("bootstrap.servers", "a:9092", "acks", "1"))
        .isEqualTo(fromDotted.kafka())
        .isEqualTo(fromEnvironment.kafka())
        .isEqualTo(fromFlags.kafka());
  }

  @Test
  void sourcesAddToTheEntriesOfAMap() {
    Path file = Refusals.yaml(folder, "kafka: {acks: all, linger.ms: 5}");

    LoadedSettings loaded =
        new SettingsLoader()
            .file(file)
            .environment(Map.of("FRESHET_KAFKA_ACKS", "1"))
            .loadWithOrigins();

    assertThat(loaded.settings().kafka()).isEqualTo(Map.of("acks", "1", "linger.ms", "5"));
    assertThat(loaded.origins())
        .containsEntry("kafka.acks", "environment variable FRESHET_KAFKA_ACKS")
        .containsEntry("kafka.linger.ms", file + ":1:20");
  }

  @Test
  void aListIsASequenceInAFileAndSeparatedByCommasElsewhere() {
    Path file = Refusals.yaml(folder, "ingest: {source-topics: [news, wiki]}");
    Settings fromFile = new SettingsLoader().file(file).load();
    Settings fromFlag =
        new SettingsLoader().override(Map.of("ingest.source-topics", "news, wiki")).load();

    assertThat(fromFile.ingest().sourceTopics())
        .containsExactly("news", "wiki")
        .isEqualTo(fromFlag.ingest().sourceTopics());
  }

  @Test
  void keysMayBeJoinedWithDotsInAFile() {
    Path file = Refusals.yaml(folder, "adapter.learning-rate: 1e-3\n");

    Settings settings = new SettingsLoader().file(file).load();

    assertThat(settings.adapter().learningRate()).isEqualTo(1e-3);
  }

  @Test
  void variablesOfOthersAndOfTheLauncherAndEmptyOnesAreLeftAlone() {
    Settings settings =
        new SettingsLoader()
            .environment(
                Map.of(
                    "PATH", "/bin",
                    "FRESHET_HOME", "/opt/freshet",
                    "FRESHET_JAVA_OPTS", "-Xmx2g",
                    "FRESHET_PORTABLE", "1",
                    "FRESHET_QUICK", "1",
                    "FRESHET_ADAPTER_BATCH", ""))
            .load();

    assertThat(settings).isEqualTo(SettingsLoader.defaults());
  }

  @Test
  void aBadValueNamesItsVariableOrItsFlag() {
    FreshetException variable =
        Refusals.of(new SettingsLoader().environment(Map.of("FRESHET_ADAPTER_BATCH", "many")));
    FreshetException flag = Refusals.ofFlag("adapter.batch", "many");

    assertThat(variable.where()).isEqualTo("environment variable FRESHET_ADAPTER_BATCH");
    assertThat(flag.where()).isEqualTo("--set adapter.batch");
    assertThat(variable)
        .hasMessage(
            "adapter.batch expects a whole number such as 16, at most 2147483647, not `many`");
  }

  @Test
  void aFlagCannotSetASectionAsAWhole() {
    assertThat(Refusals.ofFlag("adapter", "x")).hasMessageContaining("adapter is a section");
    assertThat(Refusals.ofFlag("kafka", "x")).hasMessageContaining("kafka is a section");
  }

  @Test
  void theFirstProblemSaysHowManyFollow() {
    FreshetException refusal =
        Refusals.ofYaml(
            folder,
            """
            name: x
            adapter:
              batch: many
              momentum: 7
            htp: {port: 1}
            """);

    assertThat(refusal)
        .hasMessageStartingWith("adapter.batch")
        .hasMessageEndingWith("(and 2 more problems)");
    assertThat(Refusals.position(refusal)).isEqualTo("3:3");
  }
}
