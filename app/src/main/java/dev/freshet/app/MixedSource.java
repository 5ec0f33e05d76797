package dev.freshet.app;

import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A source with a few documents put in among its own. */
final class MixedSource implements DocumentSource {
  private final DocumentSource source;
  private final Map<Long, Document> others;

  /**
   * @param places of the others among all documents, from 0, each its own
   */
  MixedSource(DocumentSource source, List<Document> others, IntToLongFunction places) {
    this.source = source;
    this.others =
        IntStream.range(0, others.size())
            .boxed()
            .collect(Collectors.toMap(places::applyAsLong, others::get));
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public String fingerprint() {
    return Digests.sha256(source.fingerprint() + new TreeSet<>(others.keySet())).substring(0, 32);
  }

  @Override
  public Items open() {
    Items items = source.open();
    return new Items() {
      private long documents;

      @Override
      public @Nullable Item next() {
        @Nullable Document other = others.get(documents);
        @Nullable Item item =
            other == null ? items.next() : new Item.Read(other, List.of(), other.id());
        documents += item instanceof Item.Read read && read.document() != null ? 1 : 0;
        return item;
      }

      @Override
      public void close() {
        items.close();
      }
    };
  }
}
