package dev.freshet.ingest.records;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** CloudEvents 1.0 attributes in Kafka's binary mode: each attribute is a header. */
public final class CloudEvents {
  public static final String JSON = "application/json";
  private static final String TYPE_PREFIX = "dev.freshet.";

  private CloudEvents() {}

  /**
   * The headers of one event.
   *
   * @param id unique within the source
   * @param source who writes it, for instance {@code /freshet/ingest}
   * @param type what it is, without {@code dev.freshet.}
   */
  public static Headers headers(
      String id, String source, String type, Instant time, String contentType) {
    Headers headers = new RecordHeaders();
    put(headers, "ce_specversion", "1.0");
    put(headers, "ce_id", id);
    put(headers, "ce_source", source);
    put(headers, "ce_type", TYPE_PREFIX + type);
    put(headers, "ce_time", time.toString());
    put(headers, "content-type", contentType);
    return headers;
  }

  /** Sets a header to UTF-8 text. */
  public static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
