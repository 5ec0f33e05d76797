package dev.freshet.adapter;

import dev.freshet.config.FoldSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Entry;
import dev.freshet.ingest.records.Ground;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
  private final ListLog written = new ListLog();
  private final BlockingQueue<Control> switches = new LinkedBlockingQueue<>();
  private final Settings settings;
  private final LanguageModel model;
  private final CheckpointStore store;
  private final FoldContext context;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> log;
  private final TestOutputTopic<byte[], byte[]> reports;
  private boolean stopped;

  AdapterDriver(Path folder, Map<String, String> overrides) {
    this(folder, overrides, null);
  }

  AdapterDriver(Path folder, Map<String, String> overrides, @Nullable SnapshotRing ring) {
    this(folder, overrides, ring, FoldListener.NONE);
  }

  AdapterDriver(
      Path folder,
      Map<String, String> overrides,
      @Nullable SnapshotRing ring,
      FoldListener listener) {
    settings = settings(overrides);
    model = TinyModel.read(folder.resolve("model"));
    store = CheckpointStore.open(folder.resolve("checkpoints"), settings.checkpoint());
    context = FoldContext.of(settings, model, "test", listener);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "adapter-test");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("streams").toString());
    driver =
        new TopologyTestDriver(
            AdapterTopology.build(
                settings,
                context,
                store,
                LaneMirror.none(store),
                new LogAccess(
                    (group, partition) -> OptionalLong.empty(),
                    written,
                    (lane, control) -> switches.add(control)),
                ring),
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

  /** What the lane is folded under from here, as ingest logs it. */
  void settings(String lane, Map<String, String> overrides) {
    append(lane, new Control.SettingsChange("settings", TIME, ground(overrides).values()));
  }

  /** Plain steps, unless a test asks for others: the tiny model has no second moments. */
  private static Settings settings(Map<String, String> overrides) {
    Map<String, String> plain = new HashMap<>(Map.of("adapter.optimizer", "sgd"));
    plain.putAll(overrides);
    return new SettingsLoader().override(plain).load();
  }

  /** This machine and model, under other settings. */
  Ground ground(Map<String, String> overrides) {
    Ground here = context.ground();
    return new Ground(
        FoldSettings.of(settings(overrides)),
        here.build(),
        here.threads(),
        here.instructionSet(),
        here.baseModel(),
        here.tokenizer(),
        here.weighting(),
        here.preconditioner());
  }

  void tag(String lane, String name, @Nullable String checkpoint) {
    append(lane, new Control.Tag("tag-" + name, TIME, name, checkpoint));
  }

  void append(String lane, Entry entry) {
    append(numbers.merge(lane, 1L, Long::sum), lane, entry);
  }

  void append(long seq, String lane, Entry entry) {
    LogRecord record = LogRecord.of(seq, lane, entry);
    written.add(record);
    log.pipeInput(dev.freshet.ingest.records.Lane.key(lane), RECORDS.encode(record));
  }

  void forget(String lane, String document) {
    append(lane, new Control.Forget("forget-" + document, TIME, document));
  }

  void rollback(String lane, long keep) {
    append(lane, new Control.Rollback("rollback-" + keep, TIME, "checkpoint", keep));
  }

  /** Waits until the side lineage says that it has caught up, and logs that. */
  void switchOver(String lane) {
    append(lane, awaitSwitch());
  }

  Control awaitSwitch() {
    try {
      Control caughtUp = switches.poll(60, TimeUnit.SECONDS);
      if (caughtUp == null) {
        throw new AssertionError("no side lineage has caught up");
      }
      return caughtUp;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The whole log, for another driver to fold. */
  ListLog written() {
    return written;
  }

  /** Folds records that another driver has logged. */
  void appendAll(List<LogRecord> records) {
    records.forEach(record -> append(record.seq(), record.lane(), record.entry()));
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

  CheckpointStore store() {
    return store;
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
    context.close();
    model.close();
  }
}
