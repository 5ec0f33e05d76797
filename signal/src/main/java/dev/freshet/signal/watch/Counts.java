package dev.freshet.signal.watch;

/**
 * What became of the points so far.
 *
 * @param watched values that a detector saw
 * @param notFinite values that were NaN or infinite, and were skipped
 * @param late points older than the newest of their series, which were skipped
 * @param repeated points at the time of the newest of their series, which were skipped
 * @param channelsRefused values of channels beyond the most that a series may have
 * @param forgotten series that made room for others
 */
public record Counts(
    long watched, long notFinite, long late, long repeated, long channelsRefused, long forgotten) {}
