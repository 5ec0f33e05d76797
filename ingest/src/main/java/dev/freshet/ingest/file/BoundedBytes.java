package dev.freshet.ingest.file;

import dev.freshet.ingest.records.Digests;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes as they come in: held whole up to a limit; beyond it their head, digest and size. */
public final class BoundedBytes {
  /** How much is kept of what is above the limit. */
  public static final int HEAD_BYTES = 64 << 10;

  private final int limit;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream(256);
  private @Nullable MessageDigest beyond;
  private long size;

  public BoundedBytes(int limit) {
    this.limit = limit;
  }

  public void add(byte[] bytes, int from, int count) {
    size += count;
    if (beyond == null && size <= limit) {
      held.write(bytes, from, count);
      return;
    }
    if (beyond == null) {
      beyond = Digests.newSha256();
      beyond.update(held.toByteArray());
    }
    beyond.update(bytes, from, count);
    int room = Math.max(0, HEAD_BYTES - held.size());
    held.write(bytes, from, Math.min(room, count));
  }

  public boolean isWhole() {
    return beyond == null;
  }

  /** How many came in. */
  public long size() {
    return size;
  }

  /** All of them, or the head where that is more than the limit. */
  public byte[] bytes() {
    byte[] bytes = held.toByteArray();
    return isWhole() || bytes.length <= HEAD_BYTES ? bytes : Arrays.copyOf(bytes, HEAD_BYTES);
  }

  /** SHA-256 of all that came in. Ends the collecting. */
  public String digest() {
    return beyond == null ? Digests.sha256(held.toByteArray()) : Digests.hex(beyond.digest());
  }
}
