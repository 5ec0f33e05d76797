package dev.freshet.ingest.recording;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads a topic from a broker, up to where it ends when the reading begins. */
public final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Topics that Kafka takes; its own rule. */
  private static final String NAME = "[A-Za-z0-9._-]{1,249}";

  private final Properties consumer;

  /**
   * @param consumer properties of a consumer of committed bytes that is in no group
   */
  public TopicReader(Properties consumer) {
    this.consumer = consumer;
  }

  /** Whether Kafka takes a topic of this name. */
  public static boolean isName(String topic) {
    return topic.matches(NAME) && !topic.equals(".") && !topic.equals("..");
  }

  /** Refuses a name that no topic can have. */
  public static String requireName(String topic) {
    if (!isName(topic)) {
      throw new FreshetException(
          ExitCode.USAGE,
          "no topic can be called so: " + topic.replaceAll("\\p{Cntrl}", "?"),
          null,
          "a topic's name has 1 to 249 letters, digits, `.`, `_` and `-`");
    }
    return topic;
  }

  /** Whether the cluster has a topic. */
  public boolean has(String topic) {
    try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(consumer)) {
      return reader.listTopics(PATIENCE).containsKey(topic);
    }
  }

  /** Hands on every record of a stretch, partition by partition, in order. */
  public void read(String topic, Stretch stretch, Consumer<RecordedRecord> each) {
    requireName(topic);
    try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(consumer)) {
      Map<String, List<PartitionInfo>> topics = reader.listTopics(PATIENCE);
      List<PartitionInfo> partitions = topics.get(topic);
      if (partitions == null) {
        throw new FreshetException(
            ExitCode.CONFIGURATION,
            "there is no such topic: " + topic,
            topic,
            "check the name, and the cluster in --bootstrap-server");
      }
      partitions.stream()
          .map(PartitionInfo::partition)
          .sorted()
          .forEach(number -> read(reader, new TopicPartition(topic, number), stretch, each));
    }
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> reader,
      TopicPartition partition,
      Stretch stretch,
      Consumer<RecordedRecord> each) {
    List<TopicPartition> one = List.of(partition);
    reader.assign(one);
    long end = reader.endOffsets(one).getOrDefault(partition, 0L);
    long begin = reader.beginningOffsets(one).getOrDefault(partition, 0L);
    reader.seek(partition, Math.max(begin, start(reader, partition, stretch.from(), end)));
    Bound to = stretch.to();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (reader.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> raw : reader.poll(POLL)) {
        RecordedRecord record = RecordedRecord.of(raw);
        if (record.offset() >= end
            || (to != null && to.isReachedBy(record.offset(), record.time()))) {
          return;
        }
        each.accept(record);
        deadline = System.nanoTime() + PATIENCE.toNanos();
      }
      if (System.nanoTime() > deadline) {
        throw new FreshetException(
            ExitCode.BROKER_UNREACHABLE,
            "the broker gives no more records",
            partition + " at offset " + reader.position(partition),
            "check the broker, and say it again");
      }
    }
  }

  private static long start(
      KafkaConsumer<byte[], byte[]> reader,
      TopicPartition partition,
      @Nullable Bound from,
      long end) {
    if (from instanceof Bound.Offset at) {
      return Math.min(at.offset(), end);
    }
    if (from instanceof Bound.Time since) {
      OffsetAndTimestamp found =
          reader.offsetsForTimes(Map.of(partition, since.time().toEpochMilli())).get(partition);
      return found == null ? end : found.offset();
    }
    return 0;
  }
}
