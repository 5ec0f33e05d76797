/** The door: documents, signals and probes, their serdes, sources, validation and dead letters. */
@NullMarked
package dev.freshet.ingest;

import org.jspecify.annotations.NullMarked;
