package dev.freshet.adapter;

import org.jspecify.annotations.Nullable;

/**
 * How far a lane was reported: the small manifest that commits with the offset and the reports.
 *
 * @param seq of the last record whose decision was reported
 * @param offset of that record
 * @param checkpoint the newest checkpoint that the state goes back to
 * @param provenance what the fold ran under, as one text
 */
record LanePosition(
    int schemaVersion,
    String lane,
    long step,
    long seq,
    long offset,
    @Nullable String checkpoint,
    String fingerprint,
    String provenance) {
  static final int SCHEMA_VERSION = 1;
}
