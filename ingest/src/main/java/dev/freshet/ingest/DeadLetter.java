package dev.freshet.ingest;

import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Digests;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code freshet.dlq}: what could not be read, as it came.
 *
 * <p>Key and value are the original bytes; a value above the input limit is cut to its first 64
 * KiB, a key to its first 4 KiB. The headers say why, where it came from, and the digest and size
 * of the whole value.
 */
public final class DeadLetter {
  public static final String REASON = "freshet-reason";
  public static final String FAULT = "freshet-fault";
  public static final String TOPIC = "freshet-origin-topic";
  public static final String PARTITION = "freshet-origin-partition";
  public static final String OFFSET = "freshet-origin-offset";
  public static final String TIMESTAMP = "freshet-origin-timestamp";
  public static final String DIGEST = "freshet-digest";
  public static final String SIZE = "freshet-size";

  /** Who refuses documents, probes and commands, as a CloudEvents source. */
  public static final String DOOR = "/freshet/ingest";

  /** Who refuses points of signals. */
  public static final String SIGNALS = "/freshet/signals";

  private static final int KEPT_OF_LARGE_BYTES = 64 << 10;
  private static final int KEPT_OF_KEY_BYTES = 4 << 10;

  private final Origin origin;
  private final Decoded.Bad<?> why;
  private final byte @Nullable [] key;
  private final byte @Nullable [] value;
  private final String digest;
  private final long size;

  private DeadLetter(
      Origin origin,
      Decoded.Bad<?> why,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String digest,
      long size) {
    this.origin = origin;
    this.why = why;
    this.key = cut(key, KEPT_OF_KEY_BYTES);
    this.value = value;
    this.digest = digest;
    this.size = size;
  }

  /**
   * Writes down what was refused.
   *
   * @param limit the input limit in bytes, up to which the value is kept whole
   */
  public static DeadLetter of(
      Origin origin,
      Decoded.Bad<?> why,
      byte @Nullable [] key,
      byte @Nullable [] value,
      int limit) {
    byte[] bytes = value == null ? new byte[0] : value;
    byte @Nullable [] kept = bytes.length > limit ? cut(value, KEPT_OF_LARGE_BYTES) : value;
    return new DeadLetter(origin, why, key, kept, Digests.sha256(bytes), bytes.length);
  }

  /** Writes down what was too large to be held; {@code head} is how it begins. */
  public static DeadLetter ofHead(
      Origin origin, Decoded.Bad<?> why, byte[] head, String digest, long size) {
    return new DeadLetter(origin, why, null, cut(head, KEPT_OF_LARGE_BYTES), digest, size);
  }

  public byte @Nullable [] key() {
    return key;
  }

  public byte @Nullable [] value() {
    return value;
  }

  /** Why and whence, and the CloudEvents attributes of a letter that the door wrote. */
  public Headers headers() {
    return headers(DOOR);
  }

  /**
   * Why and whence, and the CloudEvents attributes.
   *
   * @param writer who refused it, as a CloudEvents source
   */
  public Headers headers(String writer) {
    Headers headers =
        CloudEvents.headers(
            origin.id(), writer, "deadletter", origin.time(), "application/octet-stream");
    CloudEvents.put(headers, REASON, why.reason());
    CloudEvents.put(headers, FAULT, why.fault().name());
    CloudEvents.put(headers, TOPIC, origin.topic());
    CloudEvents.put(headers, PARTITION, Integer.toString(origin.partition()));
    CloudEvents.put(headers, OFFSET, Long.toString(origin.offset()));
    CloudEvents.put(headers, TIMESTAMP, Long.toString(origin.timestamp()));
    CloudEvents.put(headers, DIGEST, digest);
    CloudEvents.put(headers, SIZE, Long.toString(size));
    return headers;
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes, int max) {
    return bytes == null || bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
  }
}
