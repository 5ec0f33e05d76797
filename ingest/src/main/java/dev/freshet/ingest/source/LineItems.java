package dev.freshet.ingest.source;

import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a file that holds items line by line. Blank lines are passed over; a line longer
 * than the input limit is a bad item, and reading goes on.
 */
abstract class LineItems implements Source.Items {
  private final FilePlace place;
  private final InputStream in;
  private final BoundedLines lines;
  private final Queue<Item> ready = new ArrayDeque<>();

  LineItems(FilePlace place, int limit) {
    this.place = place;
    this.in = Inputs.open(place.file());
    this.lines = new BoundedLines(in, limit);
  }

  /** Reads a whole line that is not blank, and gives what it holds to {@link #add}. */
  abstract void read(BoundedLines.Line line, String where);

  final void add(Item item) {
    ready.add(item);
  }

  @Override
  public final @Nullable Item next() {
    try {
      while (ready.isEmpty()) {
        BoundedLines.Line line = lines.next();
        if (line == null) {
          return null;
        }
        take(line, place.at(line.number()));
      }
      return ready.poll();
    } catch (IOException e) {
      throw Inputs.unreadable(place.file(), e);
    }
  }

  private void take(BoundedLines.Line line, String where) {
    if (line.isBlank()) {
      return;
    }
    if (line.whole()) {
      read(line, where);
      return;
    }
    String reason = line.size() + " bytes exceed the limit of one record";
    add(
        BadItems.of(
            new Decoded.Bad<>(Fault.TOO_LARGE, reason),
            line.bytes(),
            line.digest(),
            line.size(),
            where));
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
