/**
 * The topics: their names, how each is kept, their creation, and how far a reader is behind.
 *
 * <p>{@code freshet.log} is the truth that the weights are folded from, so it is guarded: a broker
 * whose log would lose records, or whose partitions are not those of the settings, is refused.
 */
@NullMarked
package dev.freshet.ingest.topic;

import org.jspecify.annotations.NullMarked;
