package dev.freshet.ingest.shred;

import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.records.SealedDocument;
import java.util.Optional;

/** Where the keys of the log's records are found. Safe for every thread. */
@FunctionalInterface
public interface KeySource {
  /** For a log whose texts are open, or opened already. */
  KeySource NONE = partition -> record -> Optional.empty();

  /** The keys of one partition of the log. */
  Reader open(int partition);

  /** Reads keys in the order of their records. For one thread at a time. */
  @FunctionalInterface
  interface Reader extends AutoCloseable {
    /**
     * The key of a record that was read from the log, once it is certain that there is or is not
     * one.
     *
     * @param record sealed
     */
    Optional<RecordKey> keyOf(LogRecord record);

    /** The record with its text; as it is where its key is gone, and where it is not sealed. */
    default LogRecord opened(LogRecord record) {
      return record.entry() instanceof SealedDocument text
          ? keyOf(record).map(key -> key.opened(record, text)).orElse(record)
          : record;
    }

    @Override
    default void close() {}
  }
}
