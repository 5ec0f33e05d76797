package dev.freshet.ingest.shred;

import dev.freshet.ingest.records.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys that are held whole, as the log is that they open: for a replay. For one thread. */
public final class KeyTable implements KeySource, KeySource.Reader {
  private final Map<String, RecordKey> keys = new HashMap<>();

  /**
   * Takes the next record of {@code freshet.keys}.
   *
   * @param value null for a tombstone
   * @param where for the error
   */
  public void put(byte @Nullable [] name, byte @Nullable [] value, String where) {
    String text = name == null ? "" : new String(name, StandardCharsets.UTF_8);
    if (value == null) {
      keys.remove(text);
    } else {
      keys.put(text, StoredKey.decode(value, where).key());
    }
  }

  @Override
  public Reader open(int partition) {
    return this;
  }

  @Override
  public Optional<RecordKey> keyOf(LogRecord record) {
    byte[] name = StoredKey.name(record.lane(), record.seq());
    return Optional.ofNullable(keys.get(new String(name, StandardCharsets.UTF_8)));
  }
}
