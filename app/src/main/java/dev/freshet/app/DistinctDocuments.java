package dev.freshet.app;

import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a source, one by one: what cannot be read is told and passed over, and so is a
 * document whose id came before, as far as ids are remembered.
 */
final class DistinctDocuments implements AutoCloseable {
  private static final int MOST_TOLD = 5;

  private final CommandContext context;
  private final Source.Items items;
  private final Map<String, String> places;
  private long told;
  private long bad;
  private long repeated;

  DistinctDocuments(CommandContext context, DocumentSource source) {
    this.context = context;
    this.items = source.open();
    this.places = new LimitedMap<>(Math.max(1, context.settings().ingest().rememberedIds()));
  }

  /** The next; null at the end. */
  @Nullable Document next() {
    for (Item item = items.next(); item != null; item = items.next()) {
      context.interruption().check();
      if (item instanceof Item.Bad wrong) {
        bad++;
        tell(wrong.why().reason());
        continue;
      }
      Document document = ((Item.Read) item).document();
      if (document != null && isNew(document.id(), item.where())) {
        return document;
      }
    }
    return null;
  }

  private boolean isNew(String id, String where) {
    String first = places.putIfAbsent(id, where);
    if (first != null) {
      repeated++;
      tell("the id " + id + " came before, at " + first + " (" + where + ")");
    }
    return first == null;
  }

  private void tell(String what) {
    told++;
    if (told <= MOST_TOLD) {
      context.err().println("passed over: " + what);
    }
  }

  /** Records that could not be read. */
  long bad() {
    return bad;
  }

  /** Documents whose id came before. */
  long repeated() {
    return repeated;
  }

  @Override
  public void close() {
    items.close();
    if (told > MOST_TOLD) {
      context.err().println("passed over: " + (told - MOST_TOLD) + " more");
    }
  }
}
