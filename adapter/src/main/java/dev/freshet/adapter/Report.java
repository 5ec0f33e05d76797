package dev.freshet.adapter;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Quarantined;
import org.jspecify.annotations.Nullable;

/**
 * A decision on a document, as it is told.
 *
 * @param at the number of the record that it was decided for: the document's own, or that of the
 *     command that let it in or gave it up later
 * @param held what goes to the quarantine; null unless it was held back
 */
record Report(Adaptation adaptation, long at, @Nullable Quarantined held) {
  static Report of(Adaptation adaptation) {
    return new Report(adaptation, adaptation.seq(), null);
  }

  /** Whether the fold decided it, and not a command. */
  boolean isOfTheFold() {
    return at == adaptation.seq();
  }
}
