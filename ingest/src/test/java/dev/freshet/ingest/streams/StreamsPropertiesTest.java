package dev.freshet.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsPropertiesTest {
  @TempDir Path folder;

  @Test
  void kafkaStreamsTakesThemAndHandsEachClientWhatIsItsOwn() {
    try (InstanceId instance = InstanceId.hold(folder)) {
      Properties properties = StreamsProperties.ingest(with(Map.of()), "localhost:1", instance);
      StreamsConfig config = new StreamsConfig(properties);
      assertThat(config.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
      assertThat(config.getString("application.id")).isEqualTo("freshet.ingest");
      Map<String, Object> consumer = config.getMainConsumerConfigs("group", "client", 0);
      assertThat(consumer.get("group.instance.id")).asString().startsWith(instance.value());
      assertThat(consumer).containsEntry("auto.offset.reset", "earliest");
      assertThat(consumer).containsEntry("max.poll.records", 100);
      Map<String, Object> producer = config.getProducerConfigs("client");
      assertThat((Integer) producer.get("max.request.size")).isGreaterThan(TestSettings.MAX_RECORD);
    }
  }

  @Test
  void theUsersPropertiesAreOnTopOfOursWhetherPlainOrForOneClient() {
    try (InstanceId instance = InstanceId.hold(folder)) {
      Settings settings =
          with(
              Map.of(
                  "max.poll.records", "7", "producer.linger.ms", "1", "sasl.mechanism", "PLAIN"));
      StreamsConfig config =
          new StreamsConfig(StreamsProperties.ingest(settings, "localhost:1", instance));
      assertThat(config.getMainConsumerConfigs("g", "c", 0)).containsEntry("max.poll.records", "7");
      assertThat(config.getProducerConfigs("c"))
          .containsEntry("linger.ms", "1")
          .containsEntry("sasl.mechanism", "PLAIN");
    }
  }

  @Test
  void aCommitOutwaitsThePollIntervalWhoeverSetIt() {
    try (InstanceId instance = InstanceId.hold(folder)) {
      Properties properties =
          StreamsProperties.of(
              "adapter",
              with(Map.of()),
              "localhost:1",
              instance,
              Map.of("main.consumer.max.poll.interval.ms", 900_000));
      assertThat(properties).containsEntry("producer.max.block.ms", 1_800_000L);
      StreamsConfig config = new StreamsConfig(properties);
      assertThat(config.getProducerConfigs("c").get("max.block.ms"))
          .asString()
          .isEqualTo("1800000");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processing.guarantee",
        "application.id",
        "main.consumer.group.instance.id",
        "consumer.auto.offset.reset",
        "producer.enable.idempotence",
        "state.dir"
      })
  void aPropertyThatAPromiseHangsOnIsRefused(String key) {
    try (InstanceId instance = InstanceId.hold(folder)) {
      Settings settings = with(Map.of(key, "secret-value"));
      assertThatThrownBy(() -> StreamsProperties.ingest(settings, "localhost:1", instance))
          .isInstanceOfSatisfying(
              FreshetException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION);
                assertThat(e.where()).isEqualTo("kafka." + key);
                assertThat(e.getMessage()).doesNotContain("secret-value");
              });
      assertThatThrownBy(() -> ClientProperties.admin(settings, "localhost:1"))
          .isInstanceOf(FreshetException.class);
    }
  }

  @Test
  void plainClientsGetThePlainPropertiesAndThoseOfTheirKind() {
    Settings settings =
        with(Map.of("sasl.mechanism", "PLAIN", "producer.linger.ms", "1", "admin.retries", "2"));
    assertThat(ClientProperties.producer(settings, "b:1"))
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("linger.ms", "1")
        .containsEntry("enable.idempotence", true)
        .doesNotContainKey("admin.retries")
        .doesNotContainKey("retries");
    assertThat(ClientProperties.admin(settings, "b:1"))
        .containsEntry("retries", "2")
        .doesNotContainKey("linger.ms");
  }

  @Test
  void anInstanceKeepsItsIdOverRestartsAndIsAloneOnItsFolder() {
    String first;
    try (InstanceId instance = InstanceId.hold(folder)) {
      first = instance.value();
      assertThatThrownBy(() -> InstanceId.hold(folder))
          .isInstanceOf(FreshetException.class)
          .hasMessageContaining("another Freshet");
    }
    try (InstanceId instance = InstanceId.hold(folder)) {
      assertThat(instance.value()).isEqualTo(first);
    }
  }

  @Test
  void aDamagedInstanceIdIsNamedWithTheRemedy() throws Exception {
    Files.writeString(folder.resolve("instance-id"), "rubbish");
    assertThatThrownBy(() -> InstanceId.hold(folder))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT));
  }

  private static Settings with(Map<String, String> kafka) {
    return TestSettings.settings(List.of(), Map.of(), kafka);
  }
}
