package dev.freshet.ingest.records;

import java.time.Instant;

/**
 * A document as the log holds it with {@code log.shred}: what names it is open, what it says is
 * encrypted under a key of its own, which {@code forget} deletes.
 *
 * @param place rank of its record in its partition of the log, from 1; keys lie in this order
 * @param sealed in base64: the nonce, and the other fields of the document, encrypted
 */
public record SealedDocument(String id, String topic, Instant time, long place, String sealed)
    implements Text {

  public SealedDocument {
    id = Require.name(id, "id");
    topic = Require.name(topic, "topic");
    time = Require.present(time, "time");
    Require.that(place >= 1, "`place` is missing or below 1");
    sealed = Require.name(sealed, "sealed");
  }
}
