package dev.freshet.adapter;

import dev.freshet.ingest.records.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The log of a real broker.
 *
 * @param consumer properties of a consumer of committed bytes that is in no group
 * @param topic the log's name
 */
public record BrokerLog(Properties consumer, String topic) implements LogSource {
  private static final Duration POLL = Duration.ofMillis(100);

  @Override
  public Reader open(int partition, long offset) {
    return new FromBroker(consumer, new TopicPartition(topic, partition), offset);
  }

  private static final class FromBroker implements Reader {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    FromBroker(Properties properties, TopicPartition partition, long offset) {
      this.consumer = new KafkaConsumer<>(properties);
      this.partition = partition;
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
    }

    @Override
    public List<Logged> next() {
      List<Logged> records = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(POLL)) {
        LogRecord record = LaneStore.read(raw.value(), raw.topic(), raw.partition(), raw.offset());
        records.add(new Logged(record, raw.offset()));
      }
      return records;
    }

    @Override
    public boolean atEnd() {
      Long end = consumer.endOffsets(List.of(partition)).get(partition);
      return end == null || consumer.position(partition) >= end;
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
