package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;

/**
 * Reads a bounded stream once before anything is started, so that a broken file is told at once.
 */
final class StreamCheck {
  private StreamCheck() {}

  /** What a stream holds. */
  record Contents(long documents, long probes) {}

  /**
   * Reads up to so many documents.
   *
   * @throws FreshetException ARTEFACT with the place, where it cannot be read or holds none
   */
  static Contents readThrough(DocumentSource source, long limit) {
    long documents = 0;
    long probes = 0;
    String firstBad = "";
    try (Source.Items items = source.open()) {
      Item item = items.next();
      while (item != null && documents < limit) {
        if (item instanceof Item.Bad bad && firstBad.isEmpty()) {
          firstBad = bad.where() + ": " + bad.why().reason();
        }
        if (item instanceof Item.Read read) {
          documents += read.document() != null ? 1 : 0;
          probes += read.probes().size();
        }
        item = items.next();
      }
    }
    if (documents == 0) {
      throw new FreshetException(
          ExitCode.ARTEFACT,
          "the stream holds no document" + (firstBad.isEmpty() ? "" : "; first fault: " + firstBad),
          source.name(),
          "give a file in SQuAD's format, JSON Lines with text, or plain text");
    }
    return new Contents(documents, probes);
  }
}
