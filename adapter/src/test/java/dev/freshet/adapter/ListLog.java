package dev.freshet.adapter;

import dev.freshet.ingest.records.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.TimeoutException;

/** A log of one partition in memory; its offsets are dense. */
final class ListLog implements LogSource {
  private final List<Logged> records = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  void add(LogRecord record) {
    records.add(new Logged(record, records.size()));
  }

  List<LogRecord> records() {
    return records.stream().map(Logged::record).toList();
  }

  /** The next readers cannot be opened, as where no broker answers. */
  void failNext(int readers) {
    failures.set(readers);
  }

  /** How many readers could not be opened. */
  int failed() {
    return failed.get();
  }

  @Override
  public Reader open(int partition, long offset) {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      failed.incrementAndGet();
      throw new TimeoutException("no broker answers");
    }
    return new Reader() {
      private int position = (int) offset;

      @Override
      public List<Logged> next() {
        // Not subList: a view of this list fails when a record is added while it is read.
        int end = Math.min(records.size(), position + 3);
        List<Logged> next = new ArrayList<>();
        for (int i = position; i < end; i++) {
          next.add(records.get(i));
        }
        position = Math.max(position, end);
        if (next.isEmpty()) {
          LockSupport.parkNanos(1_000_000);
        }
        return next;
      }

      @Override
      public boolean atEnd() {
        return position >= records.size();
      }

      @Override
      public void close() {}
    };
  }
}
