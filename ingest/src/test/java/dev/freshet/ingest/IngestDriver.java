package dev.freshet.ingest;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The ingest topology in a test driver: bytes in, the log and the dead letters out. */
final class IngestDriver implements AutoCloseable {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final JsonSerde<LogRecord> LOG = JsonSerde.of(LogRecord.class);

  private final TopologyTestDriver driver;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
  private final TestOutputTopic<String, byte[]> logTopic;
  private final TestOutputTopic<byte[], byte[]> dlqTopic;
  private final TestOutputTopic<byte[], byte[]> keysTopic;
  private final List<LogRecord> log = new ArrayList<>();
  private final List<String> logKeys = new ArrayList<>();
  private final List<TestRecord<byte[], byte[]>> dlq = new ArrayList<>();

  IngestDriver() {
    this(TestSettings.settings());
  }

  /** A pipeline whose lanes have been folded under these settings before. */
  IngestDriver(Settings settings) {
    this(settings, TestSettings.ground());
    KeyValueStore<String, byte[]> grounds = driver.getKeyValueStore(Numbering.GROUND_STORE);
    for (String lane : List.of("main", "acme", "a", "b", "lane", "lane0", "lane1", "lane2")) {
      grounds.put(lane, Json.bytes(TestSettings.ground().values()));
    }
  }

  /** A pipeline whose lanes are new. */
  IngestDriver(Settings settings, Ground ground) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ingest");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    driver = new TopologyTestDriver(IngestTopology.build(settings, ground), properties);
    logTopic =
        driver.createOutputTopic(
            "freshet.log", new StringDeserializer(), new ByteArrayDeserializer());
    dlqTopic =
        driver.createOutputTopic(
            "freshet.dlq", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    keysTopic =
        driver.createOutputTopic(
            "freshet.keys", new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  void document(String lane, String id, String text) {
    bytes("freshet.documents", lane.getBytes(StandardCharsets.UTF_8), json(id, text));
  }

  void control(String lane, String json) {
    raw("freshet.control", lane, json);
  }

  void raw(String topic, @Nullable String key, String value) {
    raw(topic, key, value, TIME);
  }

  void raw(String topic, @Nullable String key, String value, Instant time) {
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    input(topic).pipeInput(keyBytes, value.getBytes(StandardCharsets.UTF_8), time);
  }

  void bytes(String topic, byte @Nullable [] key, byte @Nullable [] value) {
    input(topic).pipeInput(key, value, TIME);
  }

  List<LogRecord> log() {
    logTopic
        .readRecordsToList()
        .forEach(
            record -> {
              log.add(LOG.decode(record.value()).orThrow());
              logKeys.add(record.key());
            });
    return log;
  }

  List<LogRecord> log(String lane) {
    return log().stream().filter(record -> record.lane().equals(lane)).toList();
  }

  List<String> logKeys() {
    log();
    return logKeys;
  }

  List<TestRecord<byte[], byte[]>> dlq() {
    dlq.addAll(dlqTopic.readRecordsToList());
    return dlq;
  }

  /** The keys that were written since the last look. */
  List<TestRecord<byte[], byte[]>> keys() {
    return keysTopic.readRecordsToList();
  }

  /** What is remembered of a lane's document; null where nothing is. */
  @Nullable String remembered(String lane, String id) {
    KeyValueStore<String, String> seen = driver.getKeyValueStore(Numbering.SEEN_STORE);
    return seen.get(lane + "\ndocument\n" + id);
  }

  long total(String count) {
    return IngestMetrics.total(driver.metrics(), count);
  }

  /** What a restart does: the stores are filled from the changelogs that the other one wrote. */
  void restoreFrom(IngestDriver other) {
    KeyValueStore<String, Long> seq = driver.getKeyValueStore(Numbering.SEQ_STORE);
    other
        .changelog(Numbering.SEQ_STORE, new LongDeserializer())
        .readRecordsToList()
        .forEach(record -> seq.put(record.key(), record.value()));
    KeyValueStore<String, String> seen = driver.getKeyValueStore(Numbering.SEEN_STORE);
    other
        .changelog(Numbering.SEEN_STORE, new StringDeserializer())
        .readRecordsToList()
        .forEach(record -> seen.put(record.key(), record.value()));
    KeyValueStore<String, byte[]> grounds = driver.getKeyValueStore(Numbering.GROUND_STORE);
    other
        .changelog(Numbering.GROUND_STORE, new ByteArrayDeserializer())
        .readRecordsToList()
        .forEach(record -> grounds.put(record.key(), record.value()));
  }

  private <T> TestOutputTopic<String, T> changelog(
      String store, org.apache.kafka.common.serialization.Deserializer<T> values) {
    return driver.createOutputTopic(
        "ingest-" + store + "-changelog", new StringDeserializer(), values);
  }

  static byte[] json(String id, String text) {
    return Json.bytes(
        Map.of("id", id, "topic", "things", "time", "2026-01-31T12:00:00Z", "text", text));
  }

  static @Nullable String header(TestRecord<?, ?> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return inputs.computeIfAbsent(
        topic,
        name ->
            driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  @Override
  public void close() {
    driver.close();
  }
}
