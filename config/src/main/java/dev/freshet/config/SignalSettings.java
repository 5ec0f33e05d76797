package dev.freshet.config;

import java.time.Duration;

/** Signals: series of numbers that are forecast and watched. */
public record SignalSettings(
    @Setting(value = "Whether `run` reads the signals.", byDefault = "false") boolean enabled,
    @Setting(value = "What scores anomalies, see the reference of detectors.", byDefault = "blend")
        String detector,
    @Setting(
            value = "The network that forecasts, from our home; empty forecasts nothing.",
            byDefault = "models/forecaster/model.safetensors")
        String forecaster,
    @Setting(value = "Windows ahead that a report forecasts, 0 to 24.", byDefault = "1")
        int horizon,
    @Setting(
            value =
                "Length of a window of event time, whose mean is read; 0s takes the usual gap between"
                    + " a series' points.",
            byDefault = "0s")
        Duration window,
    @Setting(
            value = "Windows that stay open for late points behind a series' newest.",
            byDefault = "1")
        int grace,
    @Setting(
            value =
                "How far a point's time may lie after its record's; beyond it, it is refused: it would"
                    + " make all that follow late.",
            byDefault = "1h")
        Duration maxAhead,
    @Setting(value = "Most channels of one series that are watched.", byDefault = "16")
        int channelsPerSeries,
    @Setting(
            value =
                "Most channels watched in a partition, over all series; the series read longest ago"
                    + " makes room. About 1 MB each with forecasts, 0.2 MB without.",
            byDefault = "256")
        int watchedChannels,
    @Setting(
            value =
                "Windows between two false shifts of a series, in the mean, at least. Holds where"
                    + " windows are exchangeable; waves and trends make them more frequent.",
            byDefault = "10000")
        int calm,
    @Setting(value = "Points of a series between two checkpoints of its watch.", byDefault = "500")
        int checkpointEvery,
    @Setting(
            value = "Whether anomalies and shifts are written to the control topic as alarms.",
            byDefault = "true")
        boolean alarms) {
  public SignalSettings {
    Check.that(!detector.isBlank(), "detector", "names a detector");
    Check.that(horizon >= 0 && horizon <= 24, "horizon", "is 0 to 24");
    Check.that(
        !window.isNegative() && window.compareTo(Duration.ofDays(366)) <= 0,
        "window",
        "is 0s to 366d");
    Check.that(grace >= 0 && grace <= 1000, "grace", "is 0 to 1000");
    Check.that(!maxAhead.isNegative(), "max-ahead", "is 0s or longer");
    Check.that(
        channelsPerSeries >= 1 && channelsPerSeries <= 64, "channels-per-series", "is 1 to 64");
    Check.that(
        watchedChannels >= channelsPerSeries && watchedChannels <= 1_000_000,
        "watched-channels",
        "is `channels-per-series` to 1000000");
    Check.that(calm >= 100 && calm <= 100_000_000, "calm", "is 100 to 100000000");
    Check.that(
        checkpointEvery >= 1 && checkpointEvery <= 100_000, "checkpoint-every", "is 1 to 100000");
  }
}
