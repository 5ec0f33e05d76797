package dev.freshet.ingest.shred;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Lane;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * A key as {@code freshet.keys} holds it. The record's key is {@code lane/seq}, in the lane's
 * partition; its value the place, 8 bytes big-endian, and the key's bytes. A tombstone deletes it.
 *
 * @param place rank of its log record in its partition: keys lie in this order
 */
public record StoredKey(long place, RecordKey key) {

  /** What the key of a log record is called. */
  public static byte[] name(String lane, long seq) {
    return (lane + "/" + seq).getBytes(StandardCharsets.UTF_8);
  }

  /** For the sinks: the partition of the lane that a key's name begins with. */
  public static Optional<Set<Integer>> besideItsLane(
      String topic, byte[] name, byte[] value, int partitions) {
    return Optional.of(Set.of(Lane.partition(Lane.ofProbeKey(name).orThrow(), partitions)));
  }

  public byte[] encode() {
    return ByteBuffer.allocate(Long.BYTES + RecordKey.BYTES)
        .putLong(place)
        .put(key.bytes())
        .array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param where for the error
   */
  static StoredKey decode(byte[] value, String where) {
    if (value.length != Long.BYTES + RecordKey.BYTES) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "this is no key of a log record: it has " + value.length + " bytes",
          where,
          "only `freshet` may write to this topic; restore it together with the log");
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    long place = buffer.getLong();
    byte[] bytes = new byte[RecordKey.BYTES];
    buffer.get(bytes);
    return new StoredKey(place, RecordKey.of(bytes));
  }
}
