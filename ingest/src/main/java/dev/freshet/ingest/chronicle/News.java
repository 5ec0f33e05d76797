package dev.freshet.ingest.chronicle;

/**
 * A fact that a document tells.
 *
 * @param subject by name
 * @param value as it is written
 * @param previous the value before, as it is written; empty where the fact was not told yet
 * @param previousTeller the document that told that; {@link World#UNTOLD} where none did
 */
record News(
    int fact,
    Relation relation,
    String subject,
    String value,
    String previous,
    long previousTeller) {

  boolean isChange() {
    return previousTeller != World.UNTOLD;
  }
}
