package dev.freshet.bench.faults;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.JsonSerde;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All committed records of a topic of adaptations, as a consumer sees them, on its own thread. */
final class Outputs implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final JsonSerde<Adaptation> JSON = JsonSerde.of(Adaptation.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Seen> seen = new ArrayList<>();
  private final Set<String> documents = new HashSet<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param written the record's own time, in milliseconds of the epoch
   * @param seenNanos when it came here, on {@link System#nanoTime}'s clock
   */
  record Seen(Adaptation adaptation, long written, long seenNanos) {}

  Outputs(String servers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                100,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                50,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class));
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread = new Thread(this::read, "outputs of " + topic);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (consumer) {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          add(record);
        }
      }
    }
  }

  private synchronized void add(ConsumerRecord<byte[], byte[]> record) {
    if (JSON.decode(record.value()) instanceof Decoded.Good<Adaptation> good) {
      seen.add(new Seen(good.value(), record.timestamp(), System.nanoTime()));
      documents.add(good.value().documentId());
    } else {
      throw new IllegalStateException("not an adaptation at offset " + record.offset());
    }
  }

  /** How many documents have a decision. */
  synchronized int decided() {
    return documents.size();
  }

  synchronized List<Seen> all() {
    return List.copyOf(seen);
  }

  /** When the first record came here that was written from a time on; -1 where none has. */
  synchronized long firstSeenNanos(long writtenFrom) {
    for (int i = seen.size() - 1, newest = -1; ; i--) {
      boolean old = i < 0 || seen.get(i).written() < writtenFrom;
      if (old) {
        return newest < 0 ? -1 : seen.get(newest).seenNanos();
      }
      newest = i;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
