package dev.freshet.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The keys of the column family {@code refs}, by their first letter.
 *
 * <ul>
 *   <li>{@code L lane NUL offset step id}: the checkpoints of a lane, in the order of its log
 *   <li>{@code B batch id}: the checkpoints with chunks in a batch
 *   <li>{@code T name}: the id that a tag names, as the value
 *   <li>{@code S batch}: a batch from which chunks are still to be removed
 * </ul>
 *
 * Numbers are 8 bytes, high byte first; an offset is stored one higher, so that -1 sorts first.
 */
final class RefKeys {
  static final byte[] LANES = {'L'};
  static final byte[] BATCHES = {'B'};
  static final byte[] TAGS = {'T'};
  static final byte[] SWEEPS = {'S'};

  private RefKeys() {}

  static byte[] lane(String lane) {
    return join(LANES, lane.getBytes(UTF_8), new byte[] {0});
  }

  static byte[] inLane(Manifest manifest) {
    return join(
        lane(manifest.lane()),
        number(manifest.offset() + 1),
        number(manifest.step()),
        manifest.id().getBytes(UTF_8));
  }

  static String laneOf(byte[] key) {
    int end = 1;
    while (key[end] != 0) {
      end++;
    }
    return new String(key, 1, end - 1, UTF_8);
  }

  static byte[] batch(long batch) {
    return join(BATCHES, number(batch));
  }

  static byte[] inBatch(long batch, String id) {
    return join(batch(batch), id.getBytes(UTF_8));
  }

  static byte[] tag(String name) {
    return join(TAGS, name.getBytes(UTF_8));
  }

  static String tagOf(byte[] key) {
    return new String(key, 1, key.length - 1, UTF_8);
  }

  static byte[] sweep(long batch) {
    return join(SWEEPS, number(batch));
  }

  /** The batch in a key of a batch or of a sweep. */
  static long batchOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong(1);
  }

  /** The id at the end of a key of a lane or of a batch. */
  static String idOf(byte[] key) {
    return new String(key, key.length - 16, 16, UTF_8);
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      whole.put(part);
    }
    return whole.array();
  }
}
