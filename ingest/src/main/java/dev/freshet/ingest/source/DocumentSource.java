package dev.freshet.ingest.source;

import org.jspecify.annotations.Nullable;

/** Something that documents and probes are read from, in an order that is always the same. */
public interface DocumentSource {

  /** What it is called; the position in it is remembered under this. */
  String name();

  /**
   * Changes whenever what was already read may read differently. A position that was remembered
   * under another fingerprint is void: reading starts over, and ingest drops what it has seen.
   */
  String fingerprint();

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
