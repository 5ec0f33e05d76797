package dev.freshet.app;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.Text;
import dev.freshet.ingest.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a lane's log goes, and how far it was reported: by the records themselves, since offsets
 * have holes where transactions end.
 */
final class LogProgress implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long WINDOW = 200;

  private static final JsonSerde<LogRecord> RECORDS = JsonSerde.of(LogRecord.class);
  private static final JsonSerde<Adaptation> ADAPTATIONS = JsonSerde.of(Adaptation.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final String lane;
  private final int partitions;

  LogProgress(Properties consumer, Topics topics, String lane) {
    this.consumer = new KafkaConsumer<>(consumer);
    this.topics = topics;
    this.lane = lane;
    this.partitions = this.consumer.partitionsFor(topics.log()).size();
  }

  /** Whether every document in the log was decided on. */
  boolean isReported() {
    return lastSeq(topics.adaptations(), this::reported) >= lastSeq(topics.log(), this::logged);
  }

  private long logged(byte[] value) {
    return RECORDS.decode(value) instanceof Decoded.Good<LogRecord> good
            && good.value().lane().equals(lane)
            && good.value().entry() instanceof Text
        ? good.value().seq()
        : 0;
  }

  private long reported(byte[] value) {
    return ADAPTATIONS.decode(value) instanceof Decoded.Good<Adaptation> good
            && good.value().lane().equals(lane)
        ? good.value().seq()
        : 0;
  }

  /** The highest number in a topic, looking back as far as need be; 0 where it holds none. */
  private long lastSeq(String topic, ToLongFunction<byte[]> seq) {
    TopicPartition partition =
        new TopicPartition(topic, dev.freshet.ingest.records.Lane.partition(lane, partitions));
    List<TopicPartition> one = List.of(partition);
    consumer.assign(one);
    long begin = offset(consumer.beginningOffsets(one), partition);
    long end = offset(consumer.endOffsets(one), partition);
    long found = 0;
    for (long window = WINDOW; found == 0 && end > begin; window *= 4) {
      long from = Math.max(begin, end - window);
      consumer.seek(partition, from);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          found = Math.max(found, seq.applyAsLong(record.value()));
        }
      }
      if (from == begin) {
        break;
      }
    }
    return found;
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
