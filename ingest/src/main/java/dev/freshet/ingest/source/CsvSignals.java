package dev.freshet.ingest.source;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Signal;
import dev.freshet.ingest.records.Utf8;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A table of points with commas between the fields: a header, then a row for each time.
 *
 * <p>The header's first field is the time ({@code time}, {@code timestamp} or {@code date}); fields
 * called {@code series} and {@code topic} name a row's; all others are channels. An empty field is
 * a channel that was not read. A row that cannot be read is a bad item, and reading goes on; a
 * header that is none ends it.
 */
final class CsvSignals extends SignalFile {
  CsvSignals(Path file, SignalNames names, Inbound inbound) {
    super(file, names, inbound);
  }

  @Override
  public Items open() {
    return new Rows();
  }

  private final class Rows extends Points {
    private @Nullable CsvColumns columns;

    @Override
    void read(BoundedLines.Line line, String where) {
      CsvColumns header = columns;
      if (header == null) {
        columns = header(line, where);
        return;
      }
      Decoded<Signal> read =
          Utf8.decode(line.bytes())
              .then(CsvRow::fields)
              .then(fields -> header.signal(fields, names, inbound));
      take(read, line, where);
    }

    private CsvColumns header(BoundedLines.Line line, String where) {
      Decoded<CsvColumns> read =
          Utf8.decode(line.bytes())
              .then(CsvRow::fields)
              .then(fields -> CsvColumns.of(fields, inbound.limits().signalValues()));
      if (read instanceof Decoded.Good<CsvColumns> good) {
        return good.value();
      }
      throw new FreshetException(
          ExitCode.ARTEFACT,
          ((Decoded.Bad<?>) read).reason(),
          where,
          "begin the file with a header such as `time,rate,errors`");
    }
  }
}
