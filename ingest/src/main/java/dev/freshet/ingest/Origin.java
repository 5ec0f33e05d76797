package dev.freshet.ingest;

import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Where a record comes from: the place that a dead letter names. */
public record Origin(String topic, int partition, long offset, long timestamp) {

  /** The place of the record that a processor is handling. */
  public static Origin of(ProcessorContext<?, ?> context, Record<?, ?> record) {
    return context
        .recordMetadata()
        .map(at -> new Origin(at.topic(), at.partition(), at.offset(), record.timestamp()))
        .orElseThrow(() -> new IllegalStateException("a record without origin"));
  }

  public Instant time() {
    return Instant.ofEpochMilli(timestamp);
  }

  /** An id that no other record has. */
  public String id() {
    return topic + "-" + partition + "-" + offset;
  }
}
