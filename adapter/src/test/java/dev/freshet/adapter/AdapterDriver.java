package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.freshet.ingest.shred.KeyTable;
import dev.freshet.ingest.shred.RecordKey;
import dev.freshet.ingest.shred.StoredKey;
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
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;

/** The adapter's topology with a real tiny model and a real checkpoint store, driven by hand. */
final class AdapterDriver implements AutoCloseable {
  /** Settings of plain steps: nothing was trained for the tiny model. */
  static final Map<String, String> PLAIN =
      Map.of(
          "adapter.optimizer", "sgd", "adapter.weighting", "uniform", "adapter.anchor.weight", "0");

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
  private final TestOutputTopic<String, byte[]> deletedKeys;

  /** Opens what is sealed. */
  final KeyTable keys;

  private boolean sealing;
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
    this(folder, overrides, ring, listener, new KeyTable());
  }

  AdapterDriver(
      Path folder,
      Map<String, String> overrides,
      @Nullable SnapshotRing ring,
      FoldListener listener,
      KeyTable keys) {
    this.keys = keys;
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
                    keys,
                    (lane, control) -> switches.add(control)),
                ring),
            properties);
    log =
        driver.createInputTopic(
            "freshet.log", new ByteArraySerializer(), new ByteArraySerializer());
    reports =
        driver.createOutputTopic(
            "freshet.adaptations", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    deletedKeys =
        driver.createOutputTopic(
            "freshet.keys", new StringDeserializer(), new ByteArrayDeserializer());
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

  /** Plain steps, unless a test asks for others. */
  private static Settings settings(Map<String, String> overrides) {
    Map<String, String> plain = new HashMap<>(PLAIN);
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
        here.preconditioner(),
        here.texts());
  }

  void tag(String lane, String name, @Nullable String checkpoint) {
    append(lane, new Control.Tag("tag-" + name, TIME, name, checkpoint));
  }

  void append(String lane, Entry entry) {
    append(numbers.merge(lane, 1L, Long::sum), lane, entry);
  }

  void append(long seq, String lane, Entry entry) {
    LogRecord record = LogRecord.of(seq, lane, entry);
    if (sealing && entry instanceof Document document) {
      record = sealed(record, document);
    }
    written.add(record);
    pipe(record);
  }

  private void pipe(LogRecord record) {
    log.pipeInput(dev.freshet.ingest.records.Lane.key(record.lane()), RECORDS.encode(record));
  }

  /** Documents are sealed from here, as ingest seals them with `log.shred`. */
  AdapterDriver sealing() {
    sealing = true;
    return this;
  }

  private LogRecord sealed(LogRecord record, Document document) {
    RecordKey key = RecordKey.fresh();
    long place = written.records().size() + 1L;
    keys.put(
        StoredKey.name(record.lane(), record.seq()), new StoredKey(place, key).encode(), "test");
    return key.sealed(record, document, place);
  }

  /** The names of the keys that were deleted since the last look. */
  List<String> deletedKeys() {
    List<KeyValue<String, byte[]>> tombstones = deletedKeys.readKeyValuesToList();
    tombstones.forEach(tombstone -> assertThat(tombstone.value).isNull());
    return tombstones.stream().map(tombstone -> tombstone.key).toList();
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
    Control caughtUp = switchWithin(Duration.ofSeconds(60));
    if (caughtUp == null) {
      throw new AssertionError("no side lineage has caught up");
    }
    return caughtUp;
  }

  @Nullable Control switchWithin(Duration patience) {
    try {
      return switches.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
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
    append(records, records.size());
  }

  /** Folds the first of the records that another driver has logged; all are in the log. */
  void append(List<LogRecord> records, int folded) {
    records.forEach(written::add);
    records.subList(0, folded).forEach(this::pipe);
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
