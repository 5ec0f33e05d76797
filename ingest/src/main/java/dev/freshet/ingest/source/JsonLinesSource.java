package dev.freshet.ingest.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Decoded.Fault;
import dev.freshet.ingest.records.FieldMapping;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of JSON lines: on each a Document, or a Probe where it has a {@code question}. Blank lines
 * are passed over.
 *
 * <p>A document without a time takes the file's, and one without a topic the file's name. A line
 * that cannot be read, or is longer than the input limit, is a bad item and reading goes on.
 */
public final class JsonLinesSource implements DocumentSource {
  private final FilePlace place;
  private final Inbound inbound;

  public JsonLinesSource(Path file, Inbound inbound) {
    this.place = new FilePlace(file);
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
    return new Lines(Inputs.open(place.file()), place.time());
  }

  private final class Lines implements Items {
    private final InputStream in;
    private final BoundedLines lines;
    private final Instant time;
    private final String topic;

    Lines(InputStream in, Instant time) {
      this.in = in;
      this.lines = new BoundedLines(in, inbound.limits().recordBytes());
      this.time = time;
      this.topic = Inputs.stem(place.file());
    }

    @Override
    public @Nullable Item next() {
      try {
        BoundedLines.Line line = lines.next();
        while (line != null && line.isBlank()) {
          line = lines.next();
        }
        return line == null ? null : read(line);
      } catch (IOException e) {
        throw Inputs.unreadable(place.file(), e);
      }
    }

    private Item read(BoundedLines.Line line) {
      String where = place.at(line.number());
      if (!line.whole()) {
        String reason = line.size() + " bytes exceed the limit of one record";
        return BadItems.of(
            new Decoded.Bad<>(Fault.TOO_LARGE, reason),
            line.bytes(),
            line.digest(),
            line.size(),
            where);
      }
      Decoded<Item> read = isProbe(line.bytes()) ? probe(line, where) : document(line, where);
      if (read instanceof Decoded.Good<Item> good) {
        return good.value();
      }
      return BadItems.of((Decoded.Bad<?>) read, line.bytes(), where);
    }

    private Decoded<Item> document(BoundedLines.Line line, String where) {
      return inbound
          .document(line.bytes(), FieldMapping.NONE, time, topic)
          .then(document -> Decoded.good(new Item.Read(document, List.of(), where)));
    }

    private Decoded<Item> probe(BoundedLines.Line line, String where) {
      return inbound
          .probe(line.bytes())
          .then(probe -> Decoded.good(new Item.Read(null, List.of(probe), where)));
    }

    private boolean isProbe(byte[] bytes) {
      return Json.read(bytes) instanceof Decoded.Good<ObjectNode> tree
          && tree.value().has("question")
          && !tree.value().has("text");
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
}
