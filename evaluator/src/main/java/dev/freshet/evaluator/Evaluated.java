package dev.freshet.evaluator;

import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.UptakeRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one record led to: what {@link Evaluate} hands on.
 *
 * @param reference damage on the reference text, where it was measured
 */
record Evaluated(String lane, List<UptakeRow> rows, @Nullable ReferenceDamage reference) {
  boolean isEmpty() {
    return rows.isEmpty() && reference == null;
  }
}
