package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads {@code freshet.dlq}. */
final class DeadLetters {
  private static final Duration POLL = Duration.ofMillis(100);

  private DeadLetters() {}

  /**
   * What could not be read.
   *
   * @param id {@code partition-offset} in the topic of dead letters
   * @param writer who refused it, as {@link DeadLetter} has it
   * @param size of the whole value; {@code value} may be its beginning only
   */
  record Letter(
      String id,
      Instant time,
      String fault,
      String reason,
      String writer,
      String originTopic,
      String origin,
      long size,
      byte @Nullable [] key,
      byte @Nullable [] value) {

    boolean isWhole() {
      return (value == null ? 0 : value.length) == size;
    }

    Map<String, @Nullable Object> document() {
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("id", id);
      document.put("time", time.toString());
      document.put("fault", fault);
      document.put("reason", reason);
      document.put("origin", origin);
      document.put("bytes", size);
      document.put("whole", isWhole());
      return document;
    }

    private static Letter of(ConsumerRecord<byte[], byte[]> record) {
      String topic = text(record, DeadLetter.TOPIC);
      String size = text(record, DeadLetter.SIZE);
      byte[] value = record.value();
      return new Letter(
          record.partition() + "-" + record.offset(),
          Instant.ofEpochMilli(record.timestamp()),
          text(record, DeadLetter.FAULT),
          text(record, DeadLetter.REASON),
          text(record, "ce_source"),
          topic,
          topic + "-" + text(record, DeadLetter.PARTITION) + "-" + text(record, DeadLetter.OFFSET),
          size.isEmpty() ? (value == null ? 0 : value.length) : Long.parseLong(size),
          record.key(),
          value);
    }

    private static String text(ConsumerRecord<?, ?> record, String name) {
      Header header = record.headers().lastHeader(name);
      return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
  }

  /** The newest ones, oldest first; at most so many are held. */
  static List<Letter> newest(Settings settings, String bootstrapServers, int most) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings, bootstrapServers)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.of(settings.topics()).dlq()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      Deque<Letter> letters = new ArrayDeque<>();
      for (TopicPartition partition : partitions) {
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
        consumer.seekToBeginning(one);
        while (consumer.position(partition) < end) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            letters.addLast(Letter.of(record));
            if (letters.size() > most) {
              letters.removeFirst();
            }
          }
        }
      }
      return List.copyOf(letters);
    }
  }

  /** The one of an id. */
  static Letter find(Settings settings, String bootstrapServers, String id) {
    if (id.matches("\\d{1,9}-\\d{1,18}")) {
      String topic = Topics.of(settings.topics()).dlq();
      int partition = Integer.parseInt(id.substring(0, id.indexOf('-')));
      long offset = Long.parseLong(id.substring(id.indexOf('-') + 1));
      try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings, bootstrapServers)) {
        if (partition < consumer.partitionsFor(topic).size()) {
          TopicPartition place = new TopicPartition(topic, partition);
          consumer.assign(List.of(place));
          long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
          consumer.seek(place, offset);
          while (offset < end && consumer.position(place) <= offset) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
              if (record.offset() == offset) {
                return Letter.of(record);
              }
            }
          }
        }
      }
    }
    throw new FreshetException(
        ExitCode.USAGE, "there is no dead letter " + id, id, "`freshet dlq ls` shows their ids");
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Settings settings, String servers) {
    return new KafkaConsumer<>(ClientProperties.consumer(settings, servers));
  }
}
