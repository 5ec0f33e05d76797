package dev.freshet.signal.nab;

/**
 * How well a corpus was detected at one threshold.
 *
 * @param score 0 for no detection at all, 100 for a perfect one; NaN without windows
 * @param raw the sum that was normalised
 * @param threshold rows at or above it count as detections
 * @param windows labelled anomalies
 * @param detected windows with a detection
 * @param falseAlarms rows outside all windows at or above the threshold
 */
public record NabScore(
    double score, double raw, double threshold, int windows, int detected, long falseAlarms) {}
