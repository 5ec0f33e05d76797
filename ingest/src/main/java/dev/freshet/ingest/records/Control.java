package dev.freshet.ingest.records;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A command to one lane. It takes its place in the log like a document, so that it replays. */
public sealed interface Control extends Entry {
  /** The form of a tag. */
  Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** The form of a tag, in words. */
  String TAG_RULE = "is 1 to 64 letters, digits, `.`, `_` and `-`, a letter or digit first";

  /** Ends the batch that is being filled. */
  record Flush(String id, Instant time) implements Control {
    public Flush {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
    }

    @Override
    public Kind kind() {
      return Kind.FLUSH;
    }
  }

  /** Takes a document out of the fold, as if it had never come. */
  record Forget(String id, Instant time, String documentId) implements Control {
    public Forget {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
      documentId = Require.name(documentId, "documentId");
    }

    @Override
    public Kind kind() {
      return Kind.FORGET;
    }
  }

  /**
   * Goes back to an earlier checkpoint: the documents after it count as never read.
   *
   * @param checkpoint that the user named, for readers
   * @param keep the number of the last record that stays; this alone decides
   */
  record Rollback(String id, Instant time, String checkpoint, long keep) implements Control {
    public Rollback {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
      checkpoint = Require.name(checkpoint, "checkpoint");
      Require.counted(keep, "keep");
    }

    @Override
    public Kind kind() {
      return Kind.ROLLBACK;
    }
  }

  /** Gives a checkpoint a name that keeps it; without one, the state at this place in the log. */
  record Tag(String id, Instant time, String name, @Nullable String checkpoint) implements Control {
    public Tag {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
      name = Require.name(name, "name");
      Require.that(TAG.matcher(name).matches(), "`name` " + TAG_RULE);
      checkpoint = Require.optionalName(checkpoint, "checkpoint");
    }

    @Override
    public Kind kind() {
      return Kind.TAG;
    }
  }

  /** Lets a quarantined document, or a whole topic, in: it counts as in distribution from here. */
  record Accept(String id, Instant time, @Nullable String documentId, @Nullable String topic)
      implements Control {
    public Accept {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
      documentId = Require.optionalName(documentId, "documentId");
      topic = Require.optionalName(topic, "topic");
      Require.that(documentId != null || topic != null, "`documentId` or `topic` is missing");
    }

    @Override
    public Kind kind() {
      return Kind.ACCEPT;
    }
  }

  /** Gives up on a quarantined document, or on all of a topic: they can no longer be accepted. */
  record Reject(String id, Instant time, @Nullable String documentId, @Nullable String topic)
      implements Control {
    public Reject {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
      documentId = Require.optionalName(documentId, "documentId");
      topic = Require.optionalName(topic, "topic");
      Require.that(documentId != null || topic != null, "`documentId` or `topic` is missing");
    }

    @Override
    public Kind kind() {
      return Kind.REJECT;
    }
  }

  /** What the fold runs under from here: settings, build, threads and digests of the artefacts. */
  record SettingsChange(String id, Instant time, Map<String, String> values) implements Control {
    public SettingsChange {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
      values = ordered(Require.present(values, "values"));
      Require.that(!values.isEmpty(), "`values` is empty");
      values.forEach(
          (key, value) -> {
            Require.name(key, "values");
            Require.optionalText(Require.present(value, "values." + key), "values." + key);
          });
    }

    @Override
    public Kind kind() {
      return Kind.SETTINGS;
    }
  }

  /**
   * Makes a side lineage that has caught up the lane's own.
   *
   * @param lineage the number of the record that it undoes documents for
   */
  record Switch(String id, Instant time, String lineage) implements Control {
    public Switch {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
      lineage = Require.name(lineage, "lineage");
    }

    @Override
    public Kind kind() {
      return Kind.SWITCH;
    }
  }

  /** A signal has moved: knowledge on its topic may be going stale. */
  record Alarm(
      String id,
      Instant time,
      String series,
      String topic,
      @Nullable Double score,
      List<String> channels)
      implements Control {
    public Alarm {
      id = Require.name(id, "id");
      time = Require.present(time, "time");
      series = Require.name(series, "series");
      topic = Require.name(topic, "topic");
      Require.measured(score, "score");
      channels = names(channels);
    }

    @Override
    public Kind kind() {
      return Kind.ALARM;
    }

    private static List<String> names(@Nullable List<String> channels) {
      if (channels == null) {
        return List.of();
      }
      return channels.stream().map(channel -> Require.name(channel, "channels")).toList();
    }
  }

  private static Map<String, String> ordered(Map<String, String> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
