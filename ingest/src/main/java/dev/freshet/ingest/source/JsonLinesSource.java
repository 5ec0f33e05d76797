package dev.freshet.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.file.BoundedLines;
import dev.freshet.ingest.file.Inputs;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.FieldMapping;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Probe;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of JSON lines: on each a Document, or a Probe where it has a {@code question}. Blank lines
 * are passed over. Beside a document's fields {@code probes} may hold the probes that ask for it;
 * what they leave out (id, topic, documentId) is the document's. A probe of {@code "form":"cloze"}
 * is a text that its answer goes on.
 *
 * <p>A document without a time takes the file's, and what has no topic takes the file's name. A
 * line that cannot be read, or is longer than the input limit, is a bad item and reading goes on;
 * so is a probe that cannot be read, and its document is taken without it.
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
    return new Lines();
  }

  private final class Lines extends LineItems {
    private final Instant time = place.time();
    private final String topic = Inputs.stem(place.file());

    Lines() {
      super(place, inbound.limits().recordBytes());
    }

    @Override
    void read(BoundedLines.Line line, String where) {
      Decoded<ObjectNode> tree = Json.read(line.bytes());
      if (tree instanceof Decoded.Good<ObjectNode> good && isProbe(good.value())) {
        add(inbound.probe(line.bytes(), topic), line.bytes(), where);
      } else if (tree instanceof Decoded.Good<ObjectNode> good) {
        document(good.value().path("probes"), line, where);
      } else {
        add(BadItems.of((Decoded.Bad<?>) tree, line.bytes(), where));
      }
    }

    /** The document with its good probes, then the probes that are bad. */
    private void document(JsonNode beside, BoundedLines.Line line, String where) {
      Decoded<Document> read = inbound.document(line.bytes(), FieldMapping.NONE, time, topic);
      if (!(read instanceof Decoded.Good<Document> document)) {
        add(BadItems.of((Decoded.Bad<?>) read, line.bytes(), where));
        return;
      }
      List<Probe> probes = new ArrayList<>();
      List<Item> bad = new ArrayList<>();
      for (JsonNode node : beside) {
        int number = probes.size() + bad.size() + 1;
        Decoded<Probe> probe = inbound.probe(node, document.value(), number);
        if (probe instanceof Decoded.Good<Probe> good) {
          probes.add(good.value());
        } else {
          bad.add(BadItems.of((Decoded.Bad<?>) probe, Json.bytes(node), where));
        }
      }
      add(new Item.Read(document.value(), probes, where));
      bad.forEach(this::add);
    }

    private void add(Decoded<Probe> probe, byte[] raw, String where) {
      add(
          probe instanceof Decoded.Good<Probe> good
              ? new Item.Read(null, List.of(good.value()), where)
              : BadItems.of((Decoded.Bad<?>) probe, raw, where));
    }

    private static boolean isProbe(ObjectNode tree) {
      return tree.has("question") && !tree.has("text");
    }
  }
}
