package dev.freshet.adapter;

import dev.freshet.ingest.records.LogRecord;
import java.util.List;

/** Reads {@code freshet.log} beside Streams: what is undone is folded again from there. */
@FunctionalInterface
public interface LogSource {

  /** A reader of one partition, from the first record at or after an offset. */
  Reader open(int partition, long offset);

  /**
   * A record and its place.
   *
   * @param offset in the log
   */
  record Logged(LogRecord record, long offset) {}

  /** Reads committed records in order. For one thread. */
  interface Reader extends AutoCloseable {
    /** The next records; empty where none has come within a moment. */
    List<Logged> next();

    /** Whether everything was read that is committed now. */
    boolean atEnd();

    @Override
    void close();
  }
}
