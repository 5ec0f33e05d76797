/**
 * Sources: the files that a user has, read as documents and probes, or as points of signals, and
 * pumped into the topics.
 *
 * <p>A {@link dev.freshet.ingest.source.Source} gives items one by one: what is good, and what is
 * bad with its reason and place. {@link dev.freshet.ingest.source.SourcePump} publishes them,
 * remembers how far it came, and waits where the log does not keep up. A topic that a user has
 * already is no source of this kind: the topology reads it ({@code ingest.source-topics}).
 */
@NullMarked
package dev.freshet.ingest.source;

import org.jspecify.annotations.NullMarked;
