/**
 * Stretches of topics as files: what was read from a broker, to be replayed without one.
 *
 * <p>A recording is a folder: {@code TOPIC.jsonl.gz} for each topic, one record a line, and {@code
 * recording.json}, which names them with their digests. It is written beside its place and moved
 * there whole.
 */
@NullMarked
package dev.freshet.ingest.recording;

import org.jspecify.annotations.NullMarked;
