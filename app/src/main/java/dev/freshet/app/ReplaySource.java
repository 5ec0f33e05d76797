package dev.freshet.app;

import dev.freshet.adapter.LogSource.Logged;
import dev.freshet.adapter.RecordedLog;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.evaluator.replay.ReplayProbes;
import dev.freshet.ingest.recording.RecordedRecord;
import dev.freshet.ingest.recording.Recording;
import dev.freshet.ingest.recording.RecordingManifest;
import dev.freshet.ingest.recording.RecordingManifest.Mark;
import dev.freshet.ingest.recording.Stretch;
import dev.freshet.ingest.recording.TopicReader;
import dev.freshet.ingest.records.SealedDocument;
import dev.freshet.ingest.shred.KeyTable;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.state.CheckpointStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is replayed: a lane's log with its probes, from a recording or from a topic.
 *
 * @param name the folder's or the topic's
 * @param marks recorded checkpoints of all lanes
 * @param after number of the last record before the stretch
 */
record ReplaySource(
    String name, RecordedLog log, ReplayProbes probes, List<Mark> marks, long after) {
  /** Of the heap, so much may be taken by the records' bytes. */
  private static final int HEAP_SHARE = 4;

  private static final String LOG = "log";
  private static final String PROBES = "probes";
  private static final String KEYS = "keys";

  /** What the user asks for. */
  record Wish(String log, String lane, @Nullable String from, @Nullable String to) {}

  static ReplaySource read(CommandContext context, Wish wish) {
    Path folder = folder(wish.log());
    return folder == null ? ofTopic(context, wish) : ofRecording(context, folder, wish);
  }

  private static @Nullable Path folder(String name) {
    try {
      Path path = Path.of(name);
      return Files.isDirectory(path) ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static ReplaySource ofRecording(CommandContext context, Path folder, Wish wish) {
    Recording recording = Recording.open(folder);
    RecordingManifest manifest = recording.manifest();
    List<Mark> marks = manifest.checkpoints().isEmpty() ? marks(context) : manifest.checkpoints();
    ReplayProbes probes = new ReplayProbes(wish.lane());
    if (recording.has(manifest.probes())) {
      recording.read(manifest.probes(), probe(probes, manifest.probes()));
    }
    return collected(
        wish,
        marks,
        probes,
        manifest.log(),
        recording::has,
        (topic, each) -> recording.read(topic, each));
  }

  private static ReplaySource ofTopic(CommandContext context, Wish wish) {
    if (!TopicReader.isName(wish.log())) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "there is no such folder, and no topic can be called so",
          wish.log().replaceAll("\\p{Cntrl}", "?"),
          "name the folder of a recording, or the topic of a log");
    }
    if (context.bootstrapServers().isEmpty() && !Files.isDirectory(context.stateFolder())) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "there is no such folder, and no broker to look for a topic on",
          wish.log(),
          "name the folder of a recording; or a cluster with --bootstrap-server, or a --state");
    }
    try (Cluster cluster = Cluster.reach(context)) {
      TopicReader reader =
          new TopicReader(
              ClientProperties.consumer(context.settings(), cluster.bootstrapServers()));
      ReplayProbes probes = new ReplayProbes(wish.lane());
      String asked = beside(wish.log(), PROBES);
      if (reader.has(asked)) {
        reader.read(asked, Stretch.WHOLE, probe(probes, asked));
      }
      return collected(
          wish,
          marks(context),
          probes,
          wish.log(),
          reader::has,
          (topic, each) -> reader.read(topic, Stretch.WHOLE, each));
    }
  }

  /** A topic that goes with a log: of the same prefix. */
  private static String beside(String log, String name) {
    String prefix = log.endsWith(LOG) ? log.substring(0, log.length() - LOG.length()) : log + ".";
    return prefix + name;
  }

  private static List<Mark> marks(CommandContext context) {
    if (!Files.isDirectory(Pipeline.checkpointFolder(context.stateFolder()))) {
      return List.of();
    }
    try (CheckpointStore store = Checkpoints.open(context)) {
      return Recorder.marks(store);
    }
  }

  private static Consumer<RecordedRecord> probe(ReplayProbes probes, String topic) {
    return record -> probes.add(record.key(), record.value(), record.place(topic));
  }

  private static ReplaySource collected(
      Wish wish,
      List<Mark> marks,
      ReplayProbes probes,
      String topic,
      Predicate<String> has,
      BiConsumer<String, Consumer<RecordedRecord>> reading) {
    ReplayBounds bounds = new ReplayBounds(wish.from(), wish.to(), wish.lane(), marks);
    List<Logged> records = new ArrayList<>();
    long[] bytes = new long[1];
    reading.accept(
        topic,
        record -> {
          Logged logged =
              RecordedLog.read(record.value(), topic, record.partition(), record.offset());
          if (logged.record().lane().equals(wish.lane())) {
            bounds.pass(logged.record().seq(), record.offset(), record.time());
            if (logged.record().seq() <= bounds.last()) {
              bytes[0] += record.value() == null ? 0 : record.value().length;
              requireRoom(bytes[0]);
              records.add(logged);
            }
          }
        });
    if (records.stream().anyMatch(l -> l.record().entry() instanceof SealedDocument)) {
      open(records, beside(topic, KEYS), has, reading);
    }
    RecordedLog log = RecordedLog.of(wish.lane(), records);
    long after = Math.max(bounds.after(), log.firstSeq() - 1);
    if (after >= log.lastSeq()) {
      throw new FreshetException(
          ExitCode.USAGE,
          "the stretch holds no record of lane " + wish.lane(),
          wish.log(),
          "its last record is number " + log.lastSeq() + "; move --from or --to");
    }
    return new ReplaySource(wish.log(), log, probes, marks, after);
  }

  /** Opens what is sealed; the keys are read after the log, so that none is missed. */
  private static void open(
      List<Logged> records,
      String topic,
      Predicate<String> has,
      BiConsumer<String, Consumer<RecordedRecord>> reading) {
    KeyTable keys = new KeyTable();
    if (has.test(topic)) {
      reading.accept(topic, record -> keys.put(record.key(), record.value(), record.place(topic)));
    }
    records.replaceAll(logged -> new Logged(keys.opened(logged.record()), logged.offset()));
  }

  private static void requireRoom(long bytes) {
    long most = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    if (bytes > most) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the log does not fit into memory: more than " + (most >> 20) + " MiB of records",
          null,
          "end it earlier with --to, or give the JVM more heap with FRESHET_JAVA_OPTS=-Xmx…");
    }
  }
}
