package dev.freshet.adapter;

import dev.freshet.ingest.shred.KeySource;

/**
 * What the fold asks of the broker beside the log that Streams reads for it.
 *
 * @param committed how far the group has come
 * @param log to read anew what is undone; what is sealed stays so
 * @param keys that open what is sealed
 * @param control where a side lineage says that it has caught up
 */
public record LogAccess(
    CommittedOffsets committed, LogSource log, KeySource keys, ControlOutlet control) {}
