package dev.freshet.app;

import dev.freshet.adapter.FoldListener;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SignalReport;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.state.Manifest;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** A pipeline on its embedded broker, held open by a test. */
final class Opened implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;

  private final CommandContext context;
  private final Pipeline pipeline;

  private Opened(CommandContext context, Pipeline pipeline) {
    this.context = context;
    this.pipeline = pipeline;
  }

  static Opened on(Path state, List<String> settings) {
    return on(state, settings, FoldListener.NONE);
  }

  static Opened on(Path state, List<String> settings, FoldListener listener) {
    CommandContext context = context(state, settings);
    return new Opened(context, Pipeline.start(context, listener, stage -> {}));
  }

  static CommandContext context(Path state, List<String> settings) {
    GlobalOptions options = new GlobalOptions();
    options.state = state;
    options.set.addAll(settings);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new CommandContext(
        options,
        new Surroundings(
            nowhere, nowhere, Map.of(), Terminal.NONE, Terminal.NONE, new Interruption(nowhere)));
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** Waits for a checkpoint; fails with the pipeline. */
  Manifest await(Predicate<Manifest> newest) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      pipeline.check();
      List<Manifest> all = pipeline.checkpoints().manifests("main");
      if (!all.isEmpty() && newest.test(all.get(0))) {
        return all.get(0);
      }
      Thread.sleep(100);
    }
    throw new AssertionError(
        "no such checkpoint came: " + pipeline.checkpoints().manifests("main"));
  }

  /** Publishes bytes as they are, as a document. */
  void publish(String value) throws Exception {
    publish(pipeline.topics().documents(), List.of(value));
  }

  /** Publishes bytes as they are, in order. */
  void publish(String topic, List<String> values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            ClientProperties.producer(context.settings(), pipeline.cluster().bootstrapServers()))) {
      for (String value : values) {
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)));
      }
      producer.flush();
    }
  }

  List<LogRecord> log() {
    JsonSerde<LogRecord> serde = JsonSerde.of(LogRecord.class);
    return values(pipeline.topics().log()).stream().map(v -> serde.decode(v).orThrow()).toList();
  }

  List<Adaptation> adaptations() {
    JsonSerde<Adaptation> serde = JsonSerde.of(Adaptation.class);
    return values(pipeline.topics().adaptations()).stream()
        .map(v -> serde.decode(v).orThrow())
        .toList();
  }

  List<UptakeRow> uptake() {
    JsonSerde<UptakeRow> serde = JsonSerde.of(UptakeRow.class);
    return values(pipeline.topics().uptake()).stream().map(v -> serde.decode(v).orThrow()).toList();
  }

  List<SignalReport> signalReports() {
    JsonSerde<SignalReport> serde = JsonSerde.of(SignalReport.class);
    return values(pipeline.topics().signalReports()).stream()
        .map(v -> serde.decode(v).orThrow())
        .toList();
  }

  private List<byte[]> values(String topic) {
    return records(topic).stream().map(ConsumerRecord::value).toList();
  }

  /** The committed records of a topic of one partition. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return records(
        ClientProperties.consumer(context.settings(), pipeline.cluster().bootstrapServers()),
        topic);
  }

  /** The records of a topic of one partition that a consumer of these properties sees. */
  static List<ConsumerRecord<byte[], byte[]>> records(Properties properties, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      consumer.seekToBeginning(List.of(partition));
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
