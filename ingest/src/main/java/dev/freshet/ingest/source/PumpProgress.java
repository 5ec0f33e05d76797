package dev.freshet.ingest.source;

/**
 * How far a pump has come with one source.
 *
 * @param documents published in this run
 * @param probes published in this run
 * @param points of signals published in this run
 * @param bad items that went to the dead letters in this run
 * @param skipped items passed over because an earlier run published them
 * @param behind records published and not yet in the log, when last looked at
 * @param waiting whether the pump stands still until the log has caught up
 */
public record PumpProgress(
    String source,
    long documents,
    long probes,
    long points,
    long bad,
    long skipped,
    long behind,
    boolean waiting) {}
