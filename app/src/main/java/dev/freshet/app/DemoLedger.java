package dev.freshet.app;

import dev.freshet.evaluator.UptakeTable;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went into the pipeline and what has come out, document by document, so that the end of a
 * bounded stream is known. Holds the documents on their way only.
 */
final class DemoLedger {
  private final Map<String, Integer> underway = new HashMap<>();
  private final UptakeTable table = new UptakeTable(1_000_000, 1_000, 3);
  private final Map<String, String> questions = new LimitedMap<>(100_000);
  private long documents;
  private long rowsDue;
  private long rows;

  /**
   * The same source, its documents entered here as they are read.
   *
   * @param published items that an earlier run has published: of them no word will come
   */
  DocumentSource watching(DocumentSource source, long published) {
    return new DocumentSource() {
      @Override
      public String name() {
        return source.name();
      }

      @Override
      public String fingerprint() {
        return source.fingerprint();
      }

      @Override
      public Items open() {
        return new WatchedItems(source.open(), published);
      }
    };
  }

  private final class WatchedItems implements Source.Items {
    private final Source.Items items;
    private final long published;
    private long position;

    WatchedItems(Source.Items items, long published) {
      this.items = items;
      this.published = published;
    }

    @Override
    public @Nullable Item next() {
      Item item = items.next();
      if (item instanceof Item.Read read && read.document() != null) {
        entered(read.document().id(), read.probes(), position < published);
      }
      position++;
      return item;
    }

    @Override
    public void close() {
      items.close();
    }
  }

  private synchronized void entered(String document, List<Probe> probes, boolean before) {
    documents++;
    if (!before) {
      underway.put(document, probes.size());
      probes.forEach(probe -> questions.put(probe.id(), probe.question()));
    }
  }

  /** A document came out of the fold. */
  synchronized void decided(Adaptation adaptation) {
    Integer probes = underway.remove(adaptation.documentId());
    if (probes != null) {
      rowsDue += adaptation.decision() == Decision.TRAINED ? probes : 0;
    }
  }

  /** A probe was scored; a demo waits for the rows at lag 0 only. */
  synchronized void scored(UptakeRow row) {
    rows += row.lagAsked() == 0 ? 1 : 0;
    table.add(row);
  }

  /** Documents that were read from the source. */
  synchronized long documents() {
    return documents;
  }

  synchronized long underway() {
    return underway.size();
  }

  synchronized long rowsMissing() {
    return rowsDue - rows;
  }

  /** What a probe asks; its id where that is no longer known. */
  synchronized String question(String probe) {
    return questions.getOrDefault(probe, probe);
  }

  UptakeTable table() {
    return table;
  }
}
