package dev.freshet.app;

import dev.freshet.adapter.ControlOutlet;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.topic.Topics;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;

/** Where commands to the lanes are published. */
final class ControlTopic implements ControlOutlet, AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  ControlTopic(Settings settings, String bootstrapServers) {
    this.producer = new KafkaProducer<>(ClientProperties.producer(settings, bootstrapServers));
    this.topic = Topics.of(settings.topics()).control();
  }

  @Override
  public void send(String lane, Control control) {
    byte[] bytes = Json.bytes(control.toTree());
    try {
      producer.send(new ProducerRecord<>(topic, Lane.key(lane), bytes)).get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new FreshetException(
          ExitCode.BROKER_UNREACHABLE,
          "a command cannot be published: " + e.getMessage(),
          topic,
          "check the broker, and say it again",
          e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
