package dev.freshet.ingest.source;

import dev.freshet.ingest.records.Inbound;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The items of a SQuAD file, paragraph by paragraph. */
final class SquadItems implements Source.Items {
  private final SquadWalk walk;
  private final SquadParagraphs paragraphs;
  private final Queue<Item> ready = new ArrayDeque<>();

  SquadItems(FilePlace place, Inbound inbound) {
    this.paragraphs = new SquadParagraphs(place, inbound);
    this.walk = new SquadWalk(place);
  }

  @Override
  public @Nullable Item next() {
    while (ready.isEmpty()) {
      SquadWalk.Paragraph next = walk.next();
      if (next == null) {
        return null;
      }
      ready.addAll(paragraphs.items(next.tree(), next.title(), next.index(), next.at()));
    }
    return ready.poll();
  }

  @Override
  public void close() {
    walk.close();
  }
}
