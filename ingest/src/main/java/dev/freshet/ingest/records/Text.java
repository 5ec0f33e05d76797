package dev.freshet.ingest.records;

/** A text of the log: one that can be read, or one that is sealed. What is open in both is here. */
public sealed interface Text extends Entry permits Document, SealedDocument {

  /** What it is about. */
  String topic();

  @Override
  default Kind kind() {
    return Kind.DOCUMENT;
  }
}
