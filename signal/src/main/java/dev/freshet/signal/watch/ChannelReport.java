package dev.freshet.signal.watch;

/**
 * What is said of one channel at one window.
 *
 * @param value the mean of the window's points
 * @param said quantiles {@code [levels]} that were forecast for it; empty where none were
 * @param residual the value less the median that was forecast, or less the value before where
 *     nothing was forecast; NaN for the first
 * @param score how unusual it is, 0 to 1
 * @param alarm whether an event begins
 * @param ahead quantiles {@code [steps, levels]} of the windows to come; empty where it cannot say
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record ChannelReport(
    double value, double[] said, double residual, double score, boolean alarm, double[][] ahead) {}
