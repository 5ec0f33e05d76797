package dev.freshet.adapter;

import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.state.NamedArray;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Documents that the gate held back and that can still be accepted, in the log's order: a part of
 * the fold, so that an accept needs no record from before a checkpoint. Bounded in documents and in
 * characters; the oldest gives way. Immutable.
 */
record Shelf(List<LogRecord> records) {
  static final Shelf EMPTY = new Shelf(List.of());

  private static final long MOST_CHARACTERS = 4_000_000;
  private static final String GROUP = "shelf";
  private static final String ARRAY = "records";
  private static final JsonSerde<LogRecord> JSON = JsonSerde.of(LogRecord.class);

  Shelf {
    records = List.copyOf(records);
  }

  Shelf with(LogRecord record, int most) {
    List<LogRecord> next = new ArrayList<>(records);
    next.add(record);
    long characters = next.stream().mapToLong(Shelf::characters).sum();
    while (next.size() > most || (characters > MOST_CHARACTERS && next.size() > 1)) {
      characters -= characters(next.remove(0));
    }
    return new Shelf(next);
  }

  private static long characters(LogRecord record) {
    return document(record).text().length();
  }

  static Document document(LogRecord record) {
    return (Document) record.entry();
  }

  /** Those of an id, or of a topic. */
  List<LogRecord> named(@Nullable String documentId, @Nullable String topic) {
    return records.stream()
        .filter(
            record ->
                document(record).id().equals(documentId) || document(record).topic().equals(topic))
        .toList();
  }

  Shelf without(List<LogRecord> taken) {
    return new Shelf(records.stream().filter(record -> !taken.contains(record)).toList());
  }

  /** As a group of a checkpoint; none where nothing is held back. */
  Map<String, List<NamedArray>> groups() {
    if (records.isEmpty()) {
      return Map.of();
    }
    List<byte[]> encoded = records.stream().map(JSON::encode).toList();
    ByteBuffer bytes =
        ByteBuffer.allocate(encoded.stream().mapToInt(one -> one.length + Integer.BYTES).sum());
    encoded.forEach(one -> bytes.putInt(one.length).put(one));
    bytes.flip();
    long[] shape = {bytes.remaining()};
    return Map.of(GROUP, List.of(NamedArray.of(ARRAY, "U8", shape, bytes)));
  }

  static Shelf of(List<NamedArray> group) {
    List<LogRecord> records = new ArrayList<>();
    for (NamedArray array : group) {
      ByteBuffer bytes = array.bytes().order(java.nio.ByteOrder.BIG_ENDIAN);
      while (bytes.hasRemaining()) {
        byte[] one = new byte[bytes.getInt()];
        bytes.get(one);
        records.add(JSON.decode(one).orThrow());
      }
    }
    return new Shelf(records);
  }

  static String group() {
    return GROUP;
  }
}
