package dev.freshet.ingest.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Utf8;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read from its topic, and its line in a file:
 *
 * <pre>{"partition":0,"offset":7,"time":"…","key":"main","headers":{"ce_id":"…"},"value":"…"}</pre>
 *
 * <p>Bytes that are no UTF-8 stand as {@code keyBase64}, {@code valueBase64}; a tombstone has no
 * value.
 *
 * @param time of the Kafka record
 * @param headers the last of each name, as text
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record RecordedRecord(
    int partition,
    long offset,
    Instant time,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Map<String, String> headers) {
  private static final String BASE64 = "Base64";

  static RecordedRecord of(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    record
        .headers()
        .forEach(
            header -> {
              if (header.value() != null
                  && Utf8.decode(header.value()) instanceof Decoded.Good<String> text) {
                headers.put(header.key(), text.value());
              }
            });
    return new RecordedRecord(
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key(),
        record.value(),
        headers);
  }

  /** Where it was read, for an error. */
  public String place(String topic) {
    return topic + "-" + partition + " at offset " + offset;
  }

  /** Without the line's end. */
  byte[] line() {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    tree.put("partition", partition).put("offset", offset).put("time", time.toString());
    put(tree, "key", key);
    ObjectNode named = tree.putObject("headers");
    headers.forEach(named::put);
    put(tree, "value", value);
    return Json.bytes(tree);
  }

  private static void put(ObjectNode tree, String field, byte @Nullable [] bytes) {
    if (bytes == null) {
      return;
    }
    if (Utf8.decode(bytes) instanceof Decoded.Good<String> text) {
      tree.put(field, text.value());
    } else {
      tree.put(field + BASE64, Base64.getEncoder().encodeToString(bytes));
    }
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @throws IllegalArgumentException with the reason
   */
  static RecordedRecord of(byte[] line) {
    ObjectNode tree = Json.read(line).orThrow();
    Map<String, String> headers = new LinkedHashMap<>();
    tree.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return new RecordedRecord(
        (int) number(tree, "partition"),
        number(tree, "offset"),
        time(tree),
        bytes(tree, "key"),
        bytes(tree, "value"),
        headers);
  }

  private static long number(ObjectNode tree, String field) {
    JsonNode node = tree.path(field);
    if (!node.isIntegralNumber() || node.longValue() < 0) {
      throw new IllegalArgumentException("`" + field + "` is missing or no count");
    }
    return node.longValue();
  }

  private static Instant time(ObjectNode tree) {
    try {
      return Instant.parse(tree.path("time").asText());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("`time` is missing or no time", e);
    }
  }

  private static byte @Nullable [] bytes(ObjectNode tree, String field) {
    if (tree.path(field).isTextual()) {
      return tree.path(field).textValue().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    String packed = tree.path(field + BASE64).asText("");
    return tree.has(field + BASE64) ? Base64.getDecoder().decode(packed) : null;
  }
}
