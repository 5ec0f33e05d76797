package dev.freshet.ingest.records;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * One record of {@code freshet.log}: an entry with its number in its lane.
 *
 * <p>In JSON it is flat: {@code schemaVersion, seq, lane, digest, kind, id, time} and the fields of
 * the entry.
 *
 * @param schemaVersion of this record; a newer one than {@link #SCHEMA_VERSION} is refused
 * @param seq counts the records of the lane from 1, without holes
 * @param lane also the record's key
 * @param digest of the entry, see {@link Entry#digest}
 */
public record LogRecord(int schemaVersion, long seq, String lane, String digest, Entry entry) {
  public static final int SCHEMA_VERSION = 1;

  public LogRecord {
    Require.that(schemaVersion >= 1, "`schemaVersion` is missing or below 1");
    Require.that(
        schemaVersion <= SCHEMA_VERSION,
        "`schemaVersion` "
            + schemaVersion
            + " was written by a newer Freshet; this one reads up to "
            + SCHEMA_VERSION);
    Require.that(seq >= 1, "`seq` is missing or below 1");
    lane = Lane.require(lane);
    digest = Require.name(digest, "digest");
  }

  /** Numbers an entry under the present schema. */
  public static LogRecord of(long seq, String lane, Entry entry) {
    return new LogRecord(SCHEMA_VERSION, seq, lane, entry.digest(), entry);
  }

  public Kind kind() {
    return entry.kind();
  }

  public String id() {
    return entry.id();
  }

  public Instant time() {
    return entry.time();
  }

  @JsonValue
  ObjectNode toTree() {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    tree.put("schemaVersion", schemaVersion).put("seq", seq).put("lane", lane);
    tree.put("digest", digest);
    tree.setAll(entry.toTree());
    return tree;
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static LogRecord fromTree(ObjectNode tree) throws JsonProcessingException {
    Envelope envelope = Json.MAPPER.treeToValue(tree, Envelope.class);
    return new LogRecord(
        envelope.schemaVersion, envelope.seq, envelope.lane, envelope.digest, Entry.fromTree(tree));
  }

  private record Envelope(int schemaVersion, long seq, String lane, String digest) {}
}
