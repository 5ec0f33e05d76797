package dev.freshet.app;

import dev.freshet.config.Settings;
import dev.freshet.ingest.recording.RecordingManifest.Mark;
import dev.freshet.ingest.recording.RecordingWriter;
import dev.freshet.ingest.recording.Stretch;
import dev.freshet.ingest.recording.TopicReader;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Saves topics of a cluster, with what the lanes had come to by then. */
final class Recorder implements AutoCloseable {
  private final RecordingWriter writer;

  private Recorder(RecordingWriter writer) {
    this.writer = writer;
  }

  /** Makes the place ready, so that what hinders is told before the work begins. */
  static Recorder to(Path folder) {
    return new Recorder(RecordingWriter.to(folder));
  }

  /** Saves the whole log with what goes with it. */
  Map<String, Long> record(CommandContext context, Cluster cluster, CheckpointStore checkpoints) {
    return record(context, cluster, ofTheLog(context.settings()), Stretch.WHOLE, checkpoints);
  }

  /** The topics that a replay needs: the log, its probes, and its keys where it is sealed. */
  static List<String> ofTheLog(Settings settings) {
    Topics topics = Topics.of(settings.topics());
    return settings.log().shred()
        ? List.of(topics.log(), topics.probes(), topics.keys())
        : List.of(topics.log(), topics.probes());
  }

  /**
   * Saves topics.
   *
   * @param stretch of each of them but the probes and the keys, which are saved whole
   * @param checkpoints null where no state folder is at hand
   * @return the records of each topic
   */
  Map<String, Long> record(
      CommandContext context,
      Cluster cluster,
      List<String> names,
      Stretch stretch,
      @Nullable CheckpointStore checkpoints) {
    Settings settings = context.settings();
    Topics topics = Topics.of(settings.topics());
    TopicReader reader =
        new TopicReader(ClientProperties.consumer(settings, cluster.bootstrapServers()));
    List<Mark> marks = checkpoints == null ? List.of() : marks(checkpoints);
    Map<String, Long> records = new LinkedHashMap<>();
    for (String name : names) {
      boolean aside = name.equals(topics.probes()) || name.equals(topics.keys());
      Stretch part = aside ? Stretch.WHOLE : stretch;
      records.put(name, writer.topic(name, each -> reader.read(name, part, each)));
    }
    writer.finish(Version.ofBuild(), topics.log(), topics.probes(), marks);
    return records;
  }

  /** What a state folder's checkpoints say, to compare a replay with. */
  static List<Mark> marks(CheckpointStore store) {
    List<Mark> marks = new ArrayList<>();
    for (String lane : store.lanes()) {
      for (Manifest manifest : store.manifests(lane)) {
        marks.add(
            new Mark(
                manifest.id(),
                lane,
                manifest.step(),
                manifest.seq(),
                manifest.offset(),
                manifest.weightsDigest(),
                manifest.fingerprint(),
                List.copyOf(manifest.tags())));
      }
    }
    return marks;
  }

  @Override
  public void close() {
    writer.close();
  }
}
