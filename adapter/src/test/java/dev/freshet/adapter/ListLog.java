package dev.freshet.adapter;

import dev.freshet.ingest.records.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A log of one partition in memory; its offsets are dense. */
final class ListLog implements LogSource {
  private final List<Logged> records = new CopyOnWriteArrayList<>();

  void add(LogRecord record) {
    records.add(new Logged(record, records.size()));
  }

  List<LogRecord> records() {
    return records.stream().map(Logged::record).toList();
  }

  @Override
  public Reader open(int partition, long offset) {
    return new Reader() {
      private int position = (int) offset;

      @Override
      public List<Logged> next() {
        int end = Math.min(records.size(), position + 3);
        List<Logged> next = new ArrayList<>(records.subList(Math.min(position, end), end));
        position = end;
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
