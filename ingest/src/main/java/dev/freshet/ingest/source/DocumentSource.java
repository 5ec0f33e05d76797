package dev.freshet.ingest.source;

import dev.freshet.ingest.DeadLetter;

/** A source of documents and probes. */
public interface DocumentSource extends Source {
  @Override
  default String reader() {
    return DeadLetter.DOOR;
  }
}
