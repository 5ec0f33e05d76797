package dev.freshet.app;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** How long a document has taken of late, by what a lane reported. */
final class StepTime {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long RECENT = 400;
  private static final JsonSerde<Adaptation> ADAPTATIONS = JsonSerde.of(Adaptation.class);

  private StepTime() {}

  /** Milliseconds per document; empty where none was trained lately. */
  static OptionalDouble measured(Settings settings, String bootstrapServers, String lane) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(ClientProperties.consumer(settings, bootstrapServers))) {
      TopicPartition partition =
          new TopicPartition(
              Topics.of(settings.topics()).adaptations(),
              Lane.partition(lane, settings.topics().partitions()));
      consumer.assign(List.of(partition));
      long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      consumer.seek(partition, Math.max(begin, end - RECENT));
      double millis = 0;
      long documents = 0;
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (ADAPTATIONS.decode(record.value()) instanceof Decoded.Good<Adaptation> good
              && good.value().lane().equals(lane)
              && good.value().decision() == Decision.TRAINED) {
            // A step's time stands in each of its documents.
            millis += good.value().lastOfStep() ? good.value().millis() : 0;
            documents++;
          }
        }
      }
      return documents == 0 ? OptionalDouble.empty() : OptionalDouble.of(millis / documents);
    }
  }
}
