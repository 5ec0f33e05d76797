package dev.freshet.signal.watch;

import dev.freshet.signal.anomaly.DetectorKind;
import dev.freshet.signal.forecast.Forecaster;
import org.jspecify.annotations.Nullable;

/**
 * How series are watched.
 *
 * @param detector that each channel gets
 * @param forecaster null where nothing is forecast
 * @param widthMillis of a window of event time; 0 finds it for each series
 * @param grace windows that stay open for late points
 * @param channelsMost channels watched of one series
 * @param calm windows between two false shifts in the mean, at least, where windows are
 *     exchangeable
 */
public record WatchOptions(
    DetectorKind detector,
    @Nullable Forecaster forecaster,
    long widthMillis,
    int grace,
    int channelsMost,
    int calm) {}
