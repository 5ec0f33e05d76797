package dev.freshet.bench.faults;

import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes the suite's documents in their order, each once, also across a broker's death. */
final class Feed implements AutoCloseable {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final JsonSerde<Document> JSON = JsonSerde.of(Document.class);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Texts texts;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private int published;

  Feed(String servers, String topic, Texts texts) {
    this.topic = topic;
    this.texts = texts;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                300_000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class));
  }

  /** Hands the next documents to the producer, which sends them as soon as it can. */
  void publish(int documents) {
    for (int i = 0; i < documents; i++) {
      int number = published++;
      Document document =
          new Document(
              Texts.id(number),
              "reference",
              FIRST.plusSeconds(number),
              texts.text(number),
              null,
              null);
      // Under the lane's key, so that it keeps its order in whatever many partitions.
      send(Lane.key(Lane.MAIN), JSON.encode(document), offset -> {});
    }
  }

  /**
   * Hands over a record that is no document of the suite's.
   *
   * @param acknowledged hears its offset
   */
  void send(byte @Nullable [] key, byte @Nullable [] value, LongConsumer acknowledged) {
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a record could not be published", failed);
    }
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(topic, key, value),
            (metadata, error) -> {
              if (error == null) {
                acknowledged.accept(metadata.offset());
              } else {
                failure.compareAndSet(null, error);
              }
            });
  }

  int published() {
    return published;
  }

  /** Waits until the broker has all of it. */
  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ZERO);
  }
}
