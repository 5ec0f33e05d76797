/**
 * Checkpoints: chunks, manifests and lineage in RocksDB. No Kafka, no tensors: named arrays of
 * bytes.
 */
@NullMarked
package dev.freshet.state;

import org.jspecify.annotations.NullMarked;
