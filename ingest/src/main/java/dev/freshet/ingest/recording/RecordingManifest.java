package dev.freshet.ingest.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is in a recording: the file {@code recording.json}.
 *
 * @param build that wrote it
 * @param log the topic of the log
 * @param probes the topic of the probes
 * @param topics each with its file
 * @param checkpoints of the lanes when it was made, the newest of each lane first
 */
public record RecordingManifest(
    int formatVersion,
    Instant time,
    String build,
    String log,
    String probes,
    List<Part> topics,
    List<Mark> checkpoints) {
  static final int FORMAT_VERSION = 1;

  /**
   * One topic.
   *
   * @param records how many its file holds
   * @param sha256 of the file
   */
  public record Part(String topic, String file, long records, String sha256) {}

  /**
   * A checkpoint that the state folder held: what a replay is compared with.
   *
   * @param seq number of the last record in it
   */
  public record Mark(
      String id,
      String lane,
      long step,
      long seq,
      long offset,
      String weightsDigest,
      String fingerprint,
      List<String> tags) {
    /** Whether a user means this one: its id, the beginning of it, or a tag. */
    public boolean isCalled(String name) {
      return tags.contains(name) || (name.length() >= 4 && id.startsWith(name));
    }
  }

  public RecordingManifest {
    if (formatVersion != FORMAT_VERSION) {
      throw new IllegalArgumentException(
          "`formatVersion` is " + formatVersion + "; this Freshet reads " + FORMAT_VERSION);
    }
    topics = List.copyOf(topics);
    checkpoints = List.copyOf(checkpoints);
  }

  Optional<Part> part(String topic) {
    return topics.stream().filter(part -> part.topic().equals(topic)).findFirst();
  }

  static Decoded<RecordingManifest> read(byte[] bytes) {
    return Json.read(bytes).then((ObjectNode tree) -> Json.bind(tree, RecordingManifest.class));
  }
}
