package dev.freshet.evaluator;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Probe;

/** A record that came in and was read, of whichever topic. */
sealed interface Arrival {
  String lane();

  /** A question to remember. */
  record Asked(String lane, Probe probe) implements Arrival {}

  /** A question to forget: a tombstone under its key. */
  record Withdrawn(String lane, String probeId) implements Arrival {}

  /** A document that entered the log. */
  record Entered(String lane, Document document) implements Arrival {}

  /** A document to be forgotten. */
  record Forgotten(String lane, String documentId) implements Arrival {}

  /** What the learner did with a document. */
  record Decided(Adaptation adaptation) implements Arrival {
    @Override
    public String lane() {
      return adaptation.lane();
    }
  }

  /** An adaptation that cannot be read; its step is unknown. */
  record Lost(String lane) implements Arrival {}
}
