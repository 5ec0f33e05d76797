package dev.freshet.adapter;

import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.snapshot.SnapshotRing;
import dev.freshet.state.Checkpoint;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;

/** The adapter's topology with a real tiny model and a real checkpoint store, driven by hand. */
final class AdapterDriver implements AutoCloseable {
  static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private static final JsonSerde<LogRecord> RECORDS = JsonSerde.of(LogRecord.class);
  private static final JsonSerde<Adaptation> ADAPTATIONS = JsonSerde.of(Adaptation.class);

  private final Map<String, Long> numbers = new HashMap<>();
  private final Settings settings;
  private final LanguageModel model;
  private final CheckpointStore store;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> log;
  private final TestOutputTopic<byte[], byte[]> reports;
  private boolean stopped;

  AdapterDriver(Path folder, Map<String, String> overrides) {
    this(folder, overrides, null);
  }

  AdapterDriver(Path folder, Map<String, String> overrides, @Nullable SnapshotRing ring) {
    settings = new SettingsLoader().override(overrides).load();
    model = TinyModel.read(folder.resolve("model"));
    store = CheckpointStore.open(folder.resolve("checkpoints"), settings.checkpoint());
    FoldContext context = FoldContext.of(settings, model, "test", FoldListener.NONE);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "adapter-test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("streams").toString());
    driver =
        new TopologyTestDriver(
            AdapterTopology.build(
                settings, context, store, (group, partition) -> OptionalLong.empty(), ring),
            properties);
    log =
        driver.createInputTopic(
            "freshet.log", new ByteArraySerializer(), new ByteArraySerializer());
    reports =
        driver.createOutputTopic(
            "freshet.adaptations", new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Appends a document to the log under its lane's next number. */
  void document(String lane, String id, String text) {
    append(lane, new Document(id, "topic", TIME, text, null, null));
  }

  void flush(String lane) {
    append(lane, new Control.Flush("flush-" + numbers.size(), TIME));
  }

  private void append(String lane, Entry entry) {
    append(numbers.merge(lane, 1L, Long::sum), lane, entry);
  }

  void append(long seq, String lane, Entry entry) {
    log.pipeInput(
        dev.freshet.ingest.records.Lane.key(lane), RECORDS.encode(LogRecord.of(seq, lane, entry)));
  }

  void appendRaw(byte[] value) {
    log.pipeInput(dev.freshet.ingest.records.Lane.key("main"), value);
  }

  /** What was reported since the last look. */
  List<Adaptation> reported() {
    return reports.readValuesToList().stream()
        .map(bytes -> ADAPTATIONS.decode(bytes).orThrow())
        .toList();
  }

  /** Lets time pass, as the clock that commits reports counts it. */
  void pass(Duration time) {
    driver.advanceWallClockTime(time);
  }

  List<Manifest> checkpoints(String lane) {
    return store.manifests(lane);
  }

  Checkpoint newest(String lane) {
    return store.read(checkpoints(lane).get(0));
  }

  LanguageModel model() {
    return model;
  }

  /** Stops the topology, which leaves a checkpoint of every lane, and keeps the store open. */
  void stop() {
    if (!stopped) {
      stopped = true;
      driver.close();
    }
  }

  @Override
  public void close() {
    stop();
    store.close();
    model.close();
  }
}
