package dev.freshet.app;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.Signal;
import dev.freshet.ingest.streams.ClientProperties;
import java.time.Duration;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Publishes a demo's signal, and waits a little for its alarm to come into the log. */
final class DemoSignal {
  /** The demo goes on without an alarm after this: its end says that none came. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long LOOK_MILLIS = 50;

  private final CommandContext context;
  private final Settings settings;
  private final Pipeline pipeline;
  private final DemoShift shift;

  DemoSignal(CommandContext context, Pipeline pipeline, DemoShift shift) {
    this.settings = context.settings();
    this.context = context;
    this.pipeline = pipeline;
    this.shift = shift;
  }

  /** Brings what enters the log to the shift, from now on. */
  TopicTail alarms() {
    JsonSerde<LogRecord> records = JsonSerde.of(LogRecord.class);
    return new TopicTail(
        ClientProperties.consumer(settings, pipeline.cluster().bootstrapServers()),
        pipeline.topics().log(),
        bytes -> {
          if (records.decode(bytes) instanceof Decoded.Good<LogRecord> good) {
            shift.logged(good.value());
          }
        });
  }

  /** Publishes the signal, and waits. */
  void tell() {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            ClientProperties.producer(settings, pipeline.cluster().bootstrapServers()))) {
      for (Signal point : shift.points()) {
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(
                    pipeline.topics().signals(), Lane.key(Lane.MAIN), Json.bytes(point)));
      }
      producer.flush();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!shift.isAlarmed() && System.nanoTime() < end) {
        context.interruption().check();
        pipeline.check();
        Pause.millis(LOOK_MILLIS);
      }
    }
  }
}
