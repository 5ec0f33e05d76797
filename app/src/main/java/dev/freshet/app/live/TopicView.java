package dev.freshet.app.live;

import dev.freshet.ingest.records.Alert;
import org.jspecify.annotations.Nullable;

/**
 * A line of the table by topic, in nats per answer token.
 *
 * @param probes rows at lag 0
 * @param uptake mean gain at lag 0
 * @param retention mean gain at later lags
 * @param retained rows at later lags
 * @param locality mean loss since lag 0 of probes whose topic was not touched
 * @param alert the last one, raised or over
 */
public record TopicView(
    String name,
    long probes,
    @Nullable Double uptake,
    @Nullable Double retention,
    long retained,
    @Nullable Double locality,
    @Nullable Alert alert) {}
