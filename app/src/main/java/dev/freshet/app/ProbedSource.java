package dev.freshet.app;

import dev.freshet.evaluator.WrittenProbes;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import org.jspecify.annotations.Nullable;

/** A source whose documents get probes written where they bring none. */
final class ProbedSource implements DocumentSource {
  private final DocumentSource source;
  private final WrittenProbes written;

  ProbedSource(DocumentSource source, WrittenProbes written) {
    this.source = source;
    this.written = written;
  }

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
    Items items = source.open();
    return new Items() {
      @Override
      public @Nullable Item next() {
        Item item = items.next();
        return item instanceof Item.Read read ? probed(read) : item;
      }

      @Override
      public void close() {
        items.close();
      }
    };
  }

  private Item probed(Item.Read read) {
    return read.document() == null || !read.probes().isEmpty()
        ? read
        : new Item.Read(read.document(), written.of(read.document()), read.where());
  }
}
