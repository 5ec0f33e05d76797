package dev.freshet.ingest.records;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one record type, and back.
 *
 * <p>Processors read {@code byte[]} and call {@link #decode}: a record that cannot be read is then
 * theirs to handle, where Kafka's own deserializer would stop the application. Immutable, safe for
 * every thread.
 */
public final class JsonSerde<T> {
  private final Class<T> type;

  private JsonSerde(Class<T> type) {
    this.type = type;
  }

  public static <T> JsonSerde<T> of(Class<T> type) {
    return new JsonSerde<>(type);
  }

  public byte[] encode(T value) {
    return Json.bytes(value);
  }

  public Decoded<T> decode(byte @Nullable [] bytes) {
    return Json.read(bytes).then(tree -> Json.bind(tree, type));
  }

  /** Null stays null: a tombstone. */
  public Serializer<T> serializer() {
    return (topic, value) -> value == null ? null : encode(value);
  }

  /** Never throws: what cannot be read is a {@link Decoded.Bad}. */
  public Deserializer<Decoded<T>> deserializer() {
    return (topic, bytes) -> decode(bytes);
  }

  /** For state stores and topics that we alone write; throws where the bytes are not ours. */
  public Serde<T> trusted() {
    return Serdes.serdeFrom(
        serializer(),
        (topic, bytes) -> {
          if (bytes == null) {
            return null;
          }
          if (decode(bytes) instanceof Decoded.Good<T> good) {
            return good.value();
          }
          throw new SerializationException(
              topic + " holds a " + type.getSimpleName() + " that cannot be read");
        });
  }
}
