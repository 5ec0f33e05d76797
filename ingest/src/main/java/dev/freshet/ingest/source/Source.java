package dev.freshet.ingest.source;

import dev.freshet.ingest.DeadLetter;
import org.jspecify.annotations.Nullable;

/** Something that items are read from, in an order that is always the same. */
public interface Source {

  /** What it is called; the position in it is remembered under this. */
  String name();

  /**
   * Changes whenever what was already read may read differently. A position that was remembered
   * under another fingerprint is void: reading starts over, and what was seen is dropped.
   */
  String fingerprint();

  /** Who reads what it holds, in the words of {@link DeadLetter}, and so refuses what is bad. */
  String reader();

  /** Opens it at its beginning. */
  Items open();

  /** One reading of a source. Not safe for several threads. */
  interface Items extends AutoCloseable {
    /**
     * The next item; null at the end.
     *
     * @throws dev.freshet.config.FreshetException ARTEFACT with the place, where it cannot go on
     */
    @Nullable Item next();

    @Override
    void close();
  }
}
