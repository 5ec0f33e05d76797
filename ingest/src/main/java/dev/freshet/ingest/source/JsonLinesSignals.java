package dev.freshet.ingest.source;

import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Signal;
import java.nio.file.Path;

/**
 * A file of JSON lines, each a point as in {@code freshet.signals}, with its time. A line that
 * cannot be read is a bad item, and reading goes on.
 */
final class JsonLinesSignals implements Source {
  private final FilePlace place;
  private final SignalNames names;
  private final Inbound inbound;

  JsonLinesSignals(Path file, SignalNames names, Inbound inbound) {
    this.place = new FilePlace(file);
    this.names = names;
    this.inbound = inbound;
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public String fingerprint() {
    return names.fingerprint(place);
  }

  @Override
  public String reader() {
    return DeadLetter.SIGNALS;
  }

  @Override
  public Items open() {
    return new Lines();
  }

  private final class Lines extends LineItems {
    Lines() {
      super(place, inbound.limits().recordBytes());
    }

    @Override
    void read(BoundedLines.Line line, String where) {
      Decoded<Signal> read = inbound.signal(line.bytes(), names.series(), names.topic());
      add(
          read instanceof Decoded.Good<Signal> good
              ? new Item.Point(good.value(), where)
              : BadItems.of((Decoded.Bad<?>) read, line.bytes(), where));
    }
  }
}
