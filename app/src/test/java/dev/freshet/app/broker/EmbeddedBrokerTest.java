package dev.freshet.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.DataSize;
import dev.freshet.config.EmbeddedBrokerSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.streams.ClientProperties;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static final EmbeddedBrokerSettings ANY_PORT =
      new EmbeddedBrokerSettings(0, new DataSize(16 << 20));

  @TempDir Path state;

  @Test
  void recordsAndPortOutliveARestart() throws Exception {
    String address;
    try (EmbeddedBroker broker = EmbeddedBroker.start(state, ANY_PORT)) {
      address = broker.bootstrapServers();
      try (Admin admin = Reach.admin(ClientProperties.admin(SettingsLoader.defaults(), address))) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
      }
      write(address, "first");
      assertThat(broker.fault()).isEmpty();
    }

    long start = System.nanoTime();
    try (EmbeddedBroker broker = EmbeddedBroker.start(state, ANY_PORT)) {
      assertThat(broker.bootstrapServers()).isEqualTo(address);
      write(address, "second");
      assertThat(read(address, 2)).containsExactly("first", "second");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
      start = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aTopicIsNeverMadeByMistake() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(state, ANY_PORT)) {
      Properties properties = producer(broker.bootstrapServers());
      properties.put("max.block.ms", "1000");
      try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
        assertThatThrownBy(() -> producer.send(new ProducerRecord<>("mistyped", new byte[1])).get())
            .hasMessageContaining("mistyped");
      }
    }
  }

  @Test
  void aTakenPortIsRefusedWithItsNumber() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EmbeddedBrokerSettings settings =
          new EmbeddedBrokerSettings(other.getLocalPort(), new DataSize(16 << 20));

      assertThatThrownBy(() -> EmbeddedBroker.start(state, settings))
          .isInstanceOfSatisfying(
              FreshetException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION);
                assertThat(e).hasMessageContaining(Integer.toString(other.getLocalPort()));
              });
    }
  }

  @Test
  void twoBrokersOnOneFolderAreOneTooMany() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(state, ANY_PORT)) {
      assertThatThrownBy(() -> EmbeddedBroker.start(state, ANY_PORT))
          .isInstanceOfSatisfying(
              FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
          .hasMessageContaining("another Freshet");
      assertThat(broker.fault()).isEmpty();
    }
  }

  private static Properties producer(String address) {
    return ClientProperties.producer(SettingsLoader.defaults(), address);
  }

  private static void write(String address, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producer(address))) {
      producer.send(new ProducerRecord<>("kept", value.getBytes(StandardCharsets.UTF_8))).get();
    }
  }

  private static List<String> read(String address, int count) {
    List<String> values = new ArrayList<>();
    Properties properties = ClientProperties.consumer(SettingsLoader.defaults(), address);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      consumer.assign(List.of(new TopicPartition("kept", 0)));
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (values.size() < count && System.nanoTime() < deadline) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return values;
  }
}
