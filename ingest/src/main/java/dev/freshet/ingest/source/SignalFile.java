package dev.freshet.ingest.source;

import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Signal;
import java.nio.file.Path;

/**
 * A file of points of signals, one a line. A line that cannot be read is a bad item, and reading
 * goes on.
 */
abstract class SignalFile implements Source {
  final SignalNames names;
  final Inbound inbound;
  private final FilePlace place;

  SignalFile(Path file, SignalNames names, Inbound inbound) {
    this.place = new FilePlace(file);
    this.names = names;
    this.inbound = inbound;
  }

  @Override
  public final String name() {
    return place.name();
  }

  @Override
  public final String fingerprint() {
    return names.fingerprint(place);
  }

  @Override
  public final String reader() {
    return DeadLetter.SIGNALS;
  }

  /** Its lines from the first on. */
  abstract class Points extends LineItems {
    Points() {
      super(place, inbound.limits().recordBytes());
    }

    /** Takes what came of a line. */
    final void take(Decoded<Signal> read, BoundedLines.Line line, String where) {
      add(
          read instanceof Decoded.Good<Signal> good
              ? new Item.Point(good.value(), where)
              : BadItems.of((Decoded.Bad<?>) read, line.bytes(), where));
    }
  }
}
