/**
 * Shredding: a text in {@code freshet.log} is encrypted under a key of its own, and to delete the
 * key is to make the text unreadable wherever the log was copied to.
 *
 * <p>Ingest seals a document with a fresh {@link dev.freshet.ingest.shred.RecordKey} and writes the
 * key to {@code freshet.keys}, in one transaction. Whoever reads the log looks the key up in a
 * {@link dev.freshet.ingest.shred.KeySource}. A record whose key is gone stays a {@link
 * dev.freshet.ingest.records.SealedDocument} (docs/decisions/0027).
 */
@NullMarked
package dev.freshet.ingest.shred;

import org.jspecify.annotations.NullMarked;
