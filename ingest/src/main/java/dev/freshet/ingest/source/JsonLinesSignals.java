package dev.freshet.ingest.source;

import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Signal;
import java.nio.file.Path;

/**
 * A file of JSON lines, each a point as in {@code freshet.signals}, with its time. A line that
 * cannot be read is a bad item, and reading goes on.
 */
final class JsonLinesSignals extends SignalFile {
  JsonLinesSignals(Path file, SignalNames names, Inbound inbound) {
    super(file, names, inbound);
  }

  @Override
  public Items open() {
    return new Lines();
  }

  private final class Lines extends Points {
    @Override
    void read(BoundedLines.Line line, String where) {
      Decoded<Signal> read = inbound.signal(line.bytes(), names.series(), names.topic());
      take(read, line, where);
    }
  }
}
