package dev.freshet.ingest.records;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A text to learn from.
 *
 * @param id unique within its lane; the same id with another text is an update. Where a writer
 *     gives none, it is {@link #derivedId}
 * @param topic what it is about; reports are by topic
 * @param time when it was written; where a writer gives none, the time of its Kafka record
 * @param text Unicode, no control characters but line breaks and tabs
 * @param title what stands above it
 * @param source where it comes from, for instance a URL
 */
public record Document(
    String id,
    String topic,
    Instant time,
    String text,
    @Nullable String title,
    @Nullable String source)
    implements Text {

  public Document {
    id = Require.name(id, "id");
    topic = Require.name(topic, "topic");
    time = Require.present(time, "time");
    text = Require.text(text, "text");
    title = Require.optionalText(title, "title");
    source = Require.optionalName(source, "source");
  }

  /** The id of a document whose writer gave none: `sha256-` and half the digest of its text. */
  public static String derivedId(String text) {
    return "sha256-" + Digests.sha256(text).substring(0, 32);
  }
}
