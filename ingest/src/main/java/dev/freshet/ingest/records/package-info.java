/**
 * What travels through the topics: the records, their JSON, and the rules that they keep.
 *
 * <p>A record that exists is valid: its constructor checks it. Reading bytes never throws; it gives
 * a {@link dev.freshet.ingest.records.Decoded}, which is either the record or the reason why there
 * is none. The bounds that a user sets are in {@link dev.freshet.ingest.records.Limits}.
 */
@NullMarked
package dev.freshet.ingest.records;

import org.jspecify.annotations.NullMarked;
