package dev.freshet.ingest.chronicle;

import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import java.util.List;

/**
 * The chronicle as a source without end: whoever reads it says how many documents. A document
 * brings the probes whose answers it tells itself: those about its news.
 */
public final class ChronicleSource implements DocumentSource {
  private final ChronicleOptions options;

  public ChronicleSource(ChronicleOptions options) {
    this.options = options;
  }

  @Override
  public String name() {
    return "chronicle:" + options.seed();
  }

  @Override
  public String fingerprint() {
    return Digests.sha256(Chronicle.VERSION + " " + options).substring(0, 32);
  }

  @Override
  public Items open() {
    Chronicle chronicle = new Chronicle(options);
    return new Items() {
      @Override
      public Item next() {
        return item(chronicle.next());
      }

      @Override
      public void close() {}
    };
  }

  private static Item item(Story story) {
    Document document =
        new Document(story.id(), story.topic(), story.time(), story.text(), story.title(), null);
    List<Probe> probes =
        story.probes().stream()
            .filter(probe -> probe.start() >= 0)
            .map(
                probe ->
                    new Probe(
                        probe.id(),
                        story.topic(),
                        story.id(),
                        probe.question(),
                        List.of(probe.answer()),
                        Probe.Form.QUESTION,
                        probe.was()))
            .toList();
    return new Item.Read(document, probes, story.id());
  }
}
