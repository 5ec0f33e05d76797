package dev.freshet.adapter.signals;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Signal;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a watch takes of a signal, and its bytes within the application: on the way to its series,
 * and in the store, where several may stand in one value. A point is
 *
 * <pre>
 * form, topic, time, how many values, then of each its channel and the value
 * </pre>
 *
 * <p>and is read many times faster than JSON, which it was before it had a form of its own, and
 * which is read still.
 *
 * @param topic of the documents that it foretells
 * @param millis when it was read, since 1970
 * @param values by channel, in the order in which they came
 */
record Point(String topic, long millis, Map<String, Double> values) {
  private static final byte FORM = 1;

  /** How JSON begins. */
  private static final byte JSON = '{';

  private static final int NUMBERS_BYTES = Byte.BYTES + Long.BYTES + Integer.BYTES;
  private static final JsonSerde<Signal> SIGNALS = JsonSerde.of(Signal.class);

  static Point of(Signal signal) {
    return new Point(signal.topic(), signal.time().toEpochMilli(), signal.values());
  }

  byte[] bytes() {
    byte[] subject = topic.getBytes(UTF_8);
    List<byte[]> channels = new ArrayList<>(values.size());
    int size = NUMBERS_BYTES + Integer.BYTES + subject.length;
    for (String channel : values.keySet()) {
      byte[] name = channel.getBytes(UTF_8);
      channels.add(name);
      size += Integer.BYTES + name.length + Double.BYTES;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).put(FORM);
    bytes.putInt(subject.length).put(subject).putLong(millis).putInt(values.size());
    int place = 0;
    for (double value : values.values()) {
      byte[] name = channels.get(place++);
      bytes.putInt(name.length).put(name).putDouble(value);
    }
    return bytes.array();
  }

  /** Reads a single one. */
  static Point read(byte[] bytes) {
    return readAll(ByteBuffer.wrap(bytes)).get(0);
  }

  /**
   * Reads all that stand one behind the other.
   *
   * @throws IllegalArgumentException where they are no points
   */
  static List<Point> readAll(ByteBuffer bytes) {
    List<Point> points = new ArrayList<>();
    try {
      while (bytes.hasRemaining()) {
        points.add(next(bytes));
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a point is cut short", e);
    }
    return points;
  }

  private static Point next(ByteBuffer bytes) {
    byte form = bytes.get(bytes.position());
    if (form == JSON) {
      byte[] json = new byte[bytes.remaining()];
      bytes.get(json);
      return of(SIGNALS.decode(json).orThrow());
    }
    if (form != FORM) {
      throw new IllegalArgumentException("a point has the unknown form " + form);
    }
    bytes.get();
    String topic = text(bytes);
    long millis = bytes.getLong();
    int size = bytes.getInt();
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      values.put(text(bytes), bytes.getDouble());
    }
    return new Point(topic, millis, values);
  }

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[bytes.getInt()];
    bytes.get(text);
    return new String(text, UTF_8);
  }
}
