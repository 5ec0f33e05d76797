package dev.freshet.ingest.recording;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** An end of a stretch of a topic: the first record at or after an offset or a time. */
public sealed interface Bound {
  /** Whether a record is at or after it. */
  boolean isReachedBy(long offset, Instant time);

  /** A place in the log. */
  record Offset(long offset) implements Bound {
    @Override
    public boolean isReachedBy(long at, Instant time) {
      return at >= offset;
    }
  }

  /** A time of Kafka's records: when they were written to the topic. */
  record Time(Instant time) implements Bound {
    @Override
    public boolean isReachedBy(long at, Instant written) {
      return !written.isBefore(time);
    }
  }

  /** What a user writes: digits or an RFC 3339 time in UTC; empty where it is neither. */
  static Optional<Bound> of(String text) {
    if (text.matches("\\d{1,18}")) {
      return Optional.of(new Offset(Long.parseLong(text)));
    }
    try {
      return Optional.of(new Time(Instant.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
