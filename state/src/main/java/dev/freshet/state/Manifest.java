package dev.freshet.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds and where it stands: all but the bytes of its arrays.
 *
 * <p>Two manifests with the same id hold the same thing; where their chunks lie, when they were
 * written and what they are called may differ.
 *
 * @param schemaVersion of this record's JSON form
 * @param id 16 hexadecimal digits of a digest over everything but time, tags and places of chunks
 * @param weightsDigest {@link Digests#ofWeights} over the arrays of the group {@link #WEIGHTS}
 * @param tags joined from the store on reading
 * @see CheckpointDraft CheckpointDraft for the other fields
 */
public record Manifest(
    int schemaVersion,
    String id,
    Position position,
    Instant time,
    @Nullable String parent,
    String fingerprint,
    String weightsDigest,
    Provenance provenance,
    String reason,
    SortedMap<String, String> notes,
    SortedSet<String> tags,
    List<ArrayEntry> arrays) {
  /** The version that this build writes, and the newest that it reads. */
  public static final int SCHEMA_VERSION = 1;

  /** The group of the arrays that the weights digest is taken over. */
  public static final String WEIGHTS = "weights";

  private static final String NO_ID = "0".repeat(16);

  public Manifest {
    Valid.that(schemaVersion == SCHEMA_VERSION, "schemaVersion is %d", SCHEMA_VERSION);
    Valid.hex("id", id, 16, 16);
    time = time.truncatedTo(ChronoUnit.MILLIS);
    if (parent != null) {
      Valid.hex("parent", parent, 16, 16);
    }
    Valid.hex("fingerprint", fingerprint, 1, 128);
    Valid.sha256("weightsDigest", weightsDigest);
    Valid.name("reason", reason, 256);
    notes = new TreeMap<>(notes);
    tags = new TreeSet<>(tags);
    arrays = List.copyOf(arrays);
  }

  /** The manifest of a draft whose arrays have been stored. */
  static Manifest of(CheckpointDraft draft, List<ArrayEntry> arrays) {
    return new Manifest(
            SCHEMA_VERSION,
            NO_ID,
            draft.position(),
            draft.time(),
            draft.parent(),
            draft.fingerprint(),
            Digests.ofWeights(draft.weights()),
            draft.provenance(),
            draft.reason(),
            new TreeMap<>(draft.notes()),
            draft.sortedTags(),
            arrays)
        .withItsId();
  }

  public String lane() {
    return position.lane();
  }

  public long step() {
    return position.step();
  }

  public long seq() {
    return position.seq();
  }

  /** The last applied record's offset in the log. */
  public long offset() {
    return position.offset();
  }

  /** The size of all arrays; shared chunks count in each checkpoint. */
  public long bytes() {
    return arrays.stream().mapToLong(ArrayEntry::bytes).sum();
  }

  /** The same arrays at a later place in the log; this checkpoint becomes the parent. */
  Manifest movedTo(Position place, String chained, Instant now, String why) {
    return new Manifest(
            schemaVersion,
            NO_ID,
            place,
            now,
            id,
            chained,
            weightsDigest,
            provenance,
            why,
            notes,
            new TreeSet<>(),
            arrays)
        .withItsId();
  }

  Manifest withTags(SortedSet<String> names) {
    return with(id, names);
  }

  private Manifest withItsId() {
    return with(ManifestJson.idOf(this), tags);
  }

  private Manifest with(String anId, SortedSet<String> names) {
    return new Manifest(
        schemaVersion,
        anId,
        position,
        time,
        parent,
        fingerprint,
        weightsDigest,
        provenance,
        reason,
        notes,
        names,
        arrays);
  }

  /** Each chunk of each array, repeated where arrays share it. */
  List<Chunk> chunks() {
    return arrays.stream().flatMap(array -> array.chunks().stream()).toList();
  }
}
