package dev.freshet.evaluator;

import dev.freshet.ingest.records.JsonSerde;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A value with the number of its arrival: what tells which is the oldest. In bytes, eight of the
 * number and then the value's JSON.
 */
record Aged<V>(long number, V value) {

  static <V> Serde<Aged<V>> serde(Class<V> type) {
    Serde<V> values = JsonSerde.of(type).trusted();
    return Serdes.serdeFrom(
        (topic, aged) -> {
          if (aged == null) {
            return null;
          }
          byte[] json = values.serializer().serialize(topic, aged.value());
          return ByteBuffer.allocate(Long.BYTES + json.length)
              .putLong(aged.number())
              .put(json)
              .array();
        },
        reader(values.deserializer()));
  }

  private static <V> Deserializer<Aged<V>> reader(Deserializer<V> values) {
    return (topic, bytes) -> {
      if (bytes == null) {
        return null;
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      long number = buffer.getLong();
      byte[] json = new byte[buffer.remaining()];
      buffer.get(json);
      return new Aged<>(number, values.deserialize(topic, json));
    };
  }
}
