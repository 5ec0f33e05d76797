package dev.freshet.adapter.signals;

import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Signal;
import dev.freshet.ingest.records.SignalReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The topology of the signals in a test driver: points in, reports, alarms and dead letters out.
 */
public final class SignalDriver implements AutoCloseable {
  static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private static final JsonSerde<SignalReport> REPORTS = JsonSerde.of(SignalReport.class);

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> signals;
  private final TestOutputTopic<String, byte[]> reports;
  private final TestOutputTopic<String, byte[]> alarms;
  private final TestOutputTopic<byte[], byte[]> dlq;
  private Instant now = START;

  public SignalDriver(Map<String, String> overrides) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "signals");
    driver =
        new TopologyTestDriver(SignalTopology.build(settings(overrides), null, ""), properties);
    signals =
        driver.createInputTopic(
            "freshet.signals", new ByteArraySerializer(), new ByteArraySerializer());
    reports =
        driver.createOutputTopic(
            "freshet.signal.reports", new StringDeserializer(), new ByteArrayDeserializer());
    alarms =
        driver.createOutputTopic(
            "freshet.control", new StringDeserializer(), new ByteArrayDeserializer());
    dlq =
        driver.createOutputTopic(
            "freshet.dlq", new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Windows of a second and small bounds, unless a test asks for others. */
  static Settings settings(Map<String, String> overrides) {
    Map<String, String> plain =
        new HashMap<>(
            Map.of(
                "signals.window", "1s",
                "signals.grace", "0",
                "signals.detector", "residual",
                "signals.channels-per-series", "4",
                "signals.watched-channels", "4",
                "signals.checkpoint-every", "50"));
    plain.putAll(overrides);
    return new SettingsLoader().override(plain).load();
  }

  /** A point of series {@code s}, as many seconds after the start. */
  public void point(int second, double value) {
    point(null, "s", second, Map.of("x", value));
  }

  void point(@Nullable String lane, String series, int second, Map<String, Double> values) {
    Instant time = START.plusSeconds(second);
    now = time.isAfter(now) ? time : now;
    raw(
        lane,
        new String(
            Json.bytes(
                Map.of(
                    "series",
                    series,
                    "topic",
                    "things",
                    "time",
                    time.toString(),
                    "values",
                    values)),
            StandardCharsets.UTF_8));
  }

  void raw(@Nullable String lane, String json) {
    byte[] key = lane == null ? null : lane.getBytes(StandardCharsets.UTF_8);
    signals.pipeInput(key, json.getBytes(StandardCharsets.UTF_8), now);
  }

  /** What was reported since the last look. */
  List<SignalReport> reported() {
    return reports.readValuesToList().stream()
        .map(bytes -> REPORTS.decode(bytes).orThrow())
        .toList();
  }

  List<TestRecord<String, byte[]>> alarmRecords() {
    return alarms.readRecordsToList();
  }

  public List<Control.Alarm> alarmed() {
    return alarmRecords().stream()
        .map(record -> Json.read(record.value()).then(Entry::read).orThrow())
        .map(Control.Alarm.class::cast)
        .toList();
  }

  List<TestRecord<byte[], byte[]>> refused() {
    return dlq.readRecordsToList();
  }

  long total(String count) {
    return SignalMetrics.total(driver.metrics(), count);
  }

  /** What a restart does: the store is filled from the changelog that the other one wrote. */
  void restoreFrom(SignalDriver other) {
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore(WatchSeries.STORE);
    other
        .driver
        .createOutputTopic(
            "signals-" + WatchSeries.STORE + "-changelog",
            new StringDeserializer(),
            new ByteArrayDeserializer())
        .readRecordsToList()
        .forEach(
            record -> {
              if (record.value() == null) {
                store.delete(record.key());
              } else {
                store.put(record.key(), record.value());
              }
            });
  }

  /**
   * Makes of each block of points what was stored before there were blocks: each point by itself,
   * as JSON.
   *
   * @param slots points between two checkpoints
   */
  void pointsAsJson(int slots) {
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore(WatchSeries.STORE);
    for (String key : stored()) {
      int end = key.lastIndexOf("\np") + 2;
      if (end < 2) {
        continue;
      }
      ByteBuffer block = ByteBuffer.wrap(Objects.requireNonNull(store.delete(key)));
      long order = block.getLong();
      int channels = block.getInt();
      long number = block.getLong();
      for (Point point : Point.readAll(block)) {
        byte[] json =
            Json.bytes(
                new Signal(
                    "s", point.topic(), Instant.ofEpochMilli(point.millis()), point.values()));
        ByteBuffer alone = ByteBuffer.allocate(20 + json.length);
        alone.putLong(order).putInt(channels).putLong(number).put(json);
        store.put(key.substring(0, end) + number % slots, alone.array());
        number++;
      }
    }
  }

  /** Keys of the store of checkpoints. */
  List<String> stored() {
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore(WatchSeries.STORE);
    List<String> keys = new ArrayList<>();
    try (var all = store.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  @Override
  public void close() {
    driver.close();
  }
}
