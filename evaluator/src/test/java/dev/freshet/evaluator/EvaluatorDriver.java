package dev.freshet.evaluator;

import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import dev.freshet.ingest.shred.KeyTable;
import dev.freshet.ingest.shred.RecordKey;
import dev.freshet.ingest.shred.StoredKey;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.snapshot.SnapshotRing;
import dev.freshet.learner.snapshot.SnapshotSource;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The evaluator in a test driver, with a real model and a ring of its snapshots. */
final class EvaluatorDriver implements AutoCloseable {
  static final Instant TIME = Instant.parse("2020-01-31T12:30:00Z");

  /** When the driver's clock stands. */
  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  final SnapshotRing ring;
  final EvaluationMeter meter = new EvaluationMeter();

  /** Opens what is sealed in the log. */
  final KeyTable keys = new KeyTable();

  private final LanguageModel model;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> probes;
  private final TestInputTopic<byte[], byte[]> adaptations;
  private final @Nullable TestInputTopic<byte[], byte[]> log;
  private final TestOutputTopic<String, byte[]> uptake;
  private final TestOutputTopic<String, byte[]> summaries;
  private final TestOutputTopic<String, byte[]> alerts;
  private final TestOutputTopic<String, byte[]> dlq;
  private long seq;

  EvaluatorDriver(LanguageModel model, int places) {
    this(model, places, Map.of());
  }

  EvaluatorDriver(LanguageModel model, int places, Map<String, String> overrides) {
    this(model, places, overrides, null);
  }

  EvaluatorDriver(
      LanguageModel model,
      int places,
      Map<String, String> overrides,
      @Nullable ReferenceText reference) {
    this(model, new SnapshotRing(places), null, overrides, reference);
  }

  /** One that takes the weights from elsewhere than the ring. */
  EvaluatorDriver(
      LanguageModel model,
      SnapshotSource source,
      Map<String, String> overrides,
      @Nullable ReferenceText reference) {
    this(model, new SnapshotRing(1), source, overrides, reference);
  }

  private EvaluatorDriver(
      LanguageModel model,
      SnapshotRing ring,
      @Nullable SnapshotSource elsewhere,
      Map<String, String> overrides,
      @Nullable ReferenceText reference) {
    this.model = model;
    this.ring = ring;
    SnapshotSource source = elsewhere == null ? ring : elsewhere;
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "evaluator");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    Settings settings = settings(overrides);
    properties.putAll(EvaluatorTopology.properties(settings.evaluator(), "driver"));
    driver =
        new TopologyTestDriver(
            EvaluatorTopology.build(settings, model, source, meter, keys, reference),
            properties,
            NOW);
    probes = input("freshet.probes");
    adaptations = input("freshet.adaptations");
    log = overrides.containsKey("evaluator.probes") ? input("freshet.log") : null;
    uptake = output("freshet.uptake");
    summaries = output("freshet.uptake.summary");
    alerts = output("freshet.alerts");
    dlq = output("freshet.dlq");
  }

  private static Settings settings(Map<String, String> overrides) {
    Map<String, String> all = new HashMap<>();
    // Lag 0 alone, unless a test wants more.
    all.put("evaluator.lags", "0");
    all.put("evaluator.transfer", "false");
    all.put("evaluator.distractors", "0");
    all.putAll(overrides);
    all.put("evaluator.max-answer-tokens", "4");
    all.put("evaluator.batch", "8");
    return new SettingsLoader().override(all).load();
  }

  static Probe probe(String id, @Nullable String document, String question, String... answers) {
    return new Probe(id, "rivers", document, question, List.of(answers));
  }

  void ask(String lane, Probe probe) {
    rawProbe(
        Lane.probeKey(lane, probe.id()), new String(Json.bytes(probe), StandardCharsets.UTF_8));
  }

  void rawProbe(@Nullable String key, @Nullable String value) {
    probes.pipeInput(bytes(key), bytes(value), NOW);
  }

  void rawAdaptation(String lane, String value) {
    adaptations.pipeInput(bytes(lane), bytes(value), TIME);
  }

  /** What ingest writes into the log. */
  void log(String lane, Entry entry) {
    Objects.requireNonNull(log)
        .pipeInput(Lane.key(lane), Json.bytes(LogRecord.of(++seq, lane, entry)), NOW);
  }

  /** What ingest writes into a log that is shredded. */
  void sealed(String lane, Document document, boolean keyed) {
    LogRecord record = LogRecord.of(++seq, lane, document);
    RecordKey key = RecordKey.fresh();
    if (keyed) {
      keys.put(StoredKey.name(lane, seq), new StoredKey(seq, key).encode(), "test");
    }
    Objects.requireNonNull(log)
        .pipeInput(Lane.key(lane), Json.bytes(key.sealed(record, document, seq)), NOW);
  }

  /** What the learner does at a step of one document: a snapshot, then its report. */
  void train(String lane, String document, long step) {
    publish(lane, step);
    decide(lane, document, step, true, Decision.TRAINED, TIME);
  }

  void publish(String lane, long step) {
    try (Scope scope = Scope.on(model.device())) {
      ring.publish(lane, step, TinyModel.stepped(model.parameters(), step), model.device());
    }
  }

  void publish(String lane, long step, TensorTree weights) {
    ring.publish(lane, step, weights, model.device());
  }

  /** As {@link #train}, of a document on another topic. */
  void train(String lane, String document, String topic, long step) {
    publish(lane, step);
    decide(lane, document, topic, step, true, Decision.TRAINED, TIME, null);
  }

  /** As {@link #train}, while an alarm holds for the document's topic. */
  void trainAlarmed(String lane, String document, long step) {
    publish(lane, step);
    decide(lane, document, "rivers", step, true, Decision.TRAINED, TIME, 1.0);
  }

  void decide(
      String lane, String document, long step, boolean last, Decision decision, Instant time) {
    decide(lane, document, "rivers", step, last, decision, time, null);
  }

  private void decide(
      String lane,
      String document,
      String topic,
      long step,
      boolean last,
      Decision decision,
      Instant time,
      @Nullable Double stepFactor) {
    Adaptation adaptation =
        new Adaptation(
            document,
            lane,
            topic,
            decision,
            null,
            step,
            ++seq,
            last,
            9,
            time,
            1.0,
            null,
            List.of(),
            1.0,
            0.1,
            1.0,
            5,
            "uniform",
            stepFactor,
            List.of());
    adaptations.pipeInput(Lane.key(lane), Json.bytes(adaptation), time);
  }

  /** Lets time pass on the clock of the wall. */
  void pass(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** Rows written since the last call. */
  List<UptakeRow> rows() {
    JsonSerde<UptakeRow> serde = JsonSerde.of(UptakeRow.class);
    return uptake.readValuesToList().stream().map(bytes -> serde.decode(bytes).orThrow()).toList();
  }

  List<TestRecord<String, byte[]>> rowRecords() {
    return uptake.readRecordsToList();
  }

  List<UptakeSummary> summaries() {
    JsonSerde<UptakeSummary> serde = JsonSerde.of(UptakeSummary.class);
    return summaries.readValuesToList().stream()
        .map(bytes -> serde.decode(bytes).orThrow())
        .toList();
  }

  List<Alert> alerts() {
    JsonSerde<Alert> serde = JsonSerde.of(Alert.class);
    return alerts.readValuesToList().stream().map(bytes -> serde.decode(bytes).orThrow()).toList();
  }

  List<TestRecord<String, byte[]>> summaryRecords() {
    return summaries.readRecordsToList();
  }

  List<TestRecord<String, byte[]>> deadLetters() {
    return dlq.readRecordsToList();
  }

  long total(String count) {
    return EvaluatorMetrics.total(driver.metrics(), count);
  }

  long held(String store) {
    return driver.getKeyValueStore(store).approximateNumEntries();
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
    ring.close();
  }
}
