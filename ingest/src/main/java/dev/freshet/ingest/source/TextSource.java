package dev.freshet.ingest.source;

import dev.freshet.ingest.file.BoundedBytes;
import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plain text file, as one document or as one per paragraph; paragraphs are parted by blank lines.
 *
 * <p>Ids are derived from the texts, times are the file's, the file is the source.
 */
public final class TextSource implements DocumentSource {
  /** What becomes one document. */
  public enum Unit {
    FILE,
    PARAGRAPH
  }

  private static final int BUFFER_BYTES = 64 << 10;
  private static final byte[] NEW_LINE = {'\n'};
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final FilePlace place;
  private final String topic;
  private final Unit unit;
  private final Inbound inbound;

  public TextSource(Path file, String topic, Unit unit, Inbound inbound) {
    this.place = new FilePlace(file);
    this.topic = topic;
    this.unit = unit;
    this.inbound = inbound;
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public String fingerprint() {
    return place.fingerprint();
  }

  @Override
  public Items open() {
    return new Texts(Inputs.open(place.file()), place.time());
  }

  private final class Texts implements Items {
    private final InputStream in;
    private final BoundedLines lines;
    private final Instant time;
    private BoundedLines.@Nullable Line pushedBack;
    private boolean ended;

    Texts(InputStream in, Instant time) {
      this.in = in;
      this.lines = new BoundedLines(in, inbound.limits().recordBytes());
      this.time = time;
    }

    @Override
    public @Nullable Item next() {
      try {
        return unit == Unit.FILE ? file() : paragraph();
      } catch (IOException e) {
        throw Inputs.unreadable(place.file(), e);
      }
    }

    private @Nullable Item file() throws IOException {
      if (ended) {
        return null;
      }
      ended = true;
      BoundedBytes text = new BoundedBytes(inbound.limits().recordBytes());
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        text.add(buffer, 0, read);
      }
      return item(text, place.at(1));
    }

    private @Nullable Item paragraph() throws IOException {
      BoundedLines.Line line = nextLine();
      while (line != null && line.isBlank()) {
        line = nextLine();
      }
      if (line == null) {
        return null;
      }
      String where = place.at(line.number());
      if (!line.whole()) {
        return BadItems.of(tooLarge(line.size()), line.bytes(), line.digest(), line.size(), where);
      }
      return item(gather(line), where);
    }

    /** Takes lines up to a blank one, or to one that is too long and so an item by itself. */
    private BoundedBytes gather(BoundedLines.Line first) throws IOException {
      BoundedBytes text = new BoundedBytes(inbound.limits().recordBytes());
      BoundedLines.Line line = first;
      while (line != null && line.whole() && !line.isBlank()) {
        text.add(line.bytes(), 0, line.bytes().length);
        text.add(NEW_LINE, 0, NEW_LINE.length);
        line = lines.next();
      }
      pushedBack = line;
      return text;
    }

    private BoundedLines.@Nullable Line nextLine() throws IOException {
      BoundedLines.Line line = pushedBack == null ? lines.next() : pushedBack;
      pushedBack = null;
      return line;
    }

    private Item item(BoundedBytes text, String where) {
      Decoded<String> whole =
          text.isWhole() ? Utf8.decode(text.bytes()) : tooLarge(text.size()).as();
      Decoded<Document> read = whole.then(this::document);
      if (read instanceof Decoded.Good<Document> good) {
        return new Item.Read(good.value(), List.of(), where);
      }
      return BadItems.of((Decoded.Bad<?>) read, text.bytes(), text.digest(), text.size(), where);
    }

    private Decoded<Document> document(String text) {
      String body = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).strip();
      return inbound.document(
          Document.derivedId(body), topic, time, body, null, place.file().toString());
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

  private Decoded.Bad<Document> tooLarge(long size) {
    int limit = inbound.limits().recordBytes();
    return new Decoded.Bad<>(Fault.TOO_LARGE, size + " bytes exceed the limit of " + limit);
  }
}
