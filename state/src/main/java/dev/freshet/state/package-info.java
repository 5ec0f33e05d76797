/**
 * Checkpoints: named arrays of bytes in RocksDB, each found again bit for bit or reported as
 * damaged.
 *
 * <p>An array is cut into <em>chunks</em>, named by their SHA-256. A checkpoint writes the chunks
 * that no recent checkpoint holds into one new <em>batch</em>, a sorted file that is filled aside,
 * synced and then taken in whole. A <em>manifest</em> names the chunks of a checkpoint, and where
 * they lie; it becomes visible in one synchronous write, after its chunks are durable. So a killed
 * process leaves a whole checkpoint or a batch that nobody names, which is collected.
 *
 * <p>Batches never overlap: damage in one file touches only the checkpoints with chunks in it, a
 * deleted checkpoint gives its files back unread, and nothing is compacted that did not shrink.
 * RocksDB works only when the store asks it to: no background thread changes a file.
 *
 * <p>Nothing here knows Kafka or tensors: {@link dev.freshet.state.NamedArray} is all there is.
 */
@NullMarked
package dev.freshet.state;

import org.jspecify.annotations.NullMarked;
