package dev.freshet.app;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Quarantined;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.topic.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads {@code freshet.quarantine}, less what {@code freshet.adaptations} says was accepted, given
 * up or undone since.
 */
final class QuarantineTopic {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final JsonSerde<Quarantined> HELD = JsonSerde.of(Quarantined.class);
  private static final JsonSerde<Adaptation> ADAPTATIONS = JsonSerde.of(Adaptation.class);

  private QuarantineTopic() {}

  /** The newest documents of a lane that are held back still, oldest first. */
  static List<Quarantined> newest(Settings settings, String servers, String lane, int most) {
    Topics topics = Topics.of(settings.topics());
    Map<Long, Quarantined> held = new LinkedHashMap<>();
    read(
        settings,
        servers,
        topics.quarantine(),
        bytes -> {
          Quarantined one = HELD.decode(bytes).orThrow();
          if (one.lane().equals(lane)) {
            held.put(one.seq(), one);
            if (held.size() > most) {
              held.remove(held.keySet().iterator().next());
            }
          }
        });
    read(
        settings,
        servers,
        topics.adaptations(),
        bytes -> {
          Adaptation decided = ADAPTATIONS.decode(bytes).orThrow();
          if (decided.lane().equals(lane) && decided.decision() != Decision.QUARANTINED) {
            held.remove(decided.seq());
          }
        });
    return List.copyOf(held.values());
  }

  private static void read(Settings settings, String servers, String topic, Consumer<byte[]> each) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(ClientProperties.consumer(settings, servers))) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      for (TopicPartition partition : partitions) {
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
        consumer.seekToBeginning(one);
        while (consumer.position(partition) < end) {
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            each.accept(record.value());
          }
        }
      }
    }
  }
}
