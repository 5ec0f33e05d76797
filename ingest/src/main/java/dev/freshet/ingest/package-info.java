/**
 * The door: what users write comes in here, and only what is valid gets into the log.
 *
 * <p>{@link dev.freshet.ingest.IngestTopology} reads the documents and the commands, checks them at
 * the {@link dev.freshet.ingest.Door}, numbers what passed per lane and writes it to {@code
 * freshet.log}. What did not pass becomes a {@link dev.freshet.ingest.DeadLetter}; the stream goes
 * on. The records are in {@code records}, the topics in {@code topic}, what Kafka's clients run
 * under in {@code streams}, the files that can be pumped into the topics in {@code source}, and
 * topics saved as files in {@code recording}.
 */
@NullMarked
package dev.freshet.ingest;

import org.jspecify.annotations.NullMarked;
