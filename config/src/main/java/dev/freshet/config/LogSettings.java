package dev.freshet.config;

import java.time.Duration;

/** The log: what is learned, in order, kept for ever. */
public record LogSettings(
    @Setting(
            value =
                "Whether each text in the log is encrypted under a key of its own, which `forget`"
                    + " deletes. Fixed for the log's life: the topics are laid out for it.",
            byDefault = "false")
        boolean shred,
    @Setting(
            value =
                "With `shred`: how long a deleted key may stay in Kafka's files while new documents"
                    + " come; `segment.ms` and `max.compaction.lag.ms` of `freshet.keys`.",
            byDefault = "24h")
        Duration shredWithin) {
  public LogSettings {
    Check.that(
        shredWithin.compareTo(Duration.ofSeconds(1)) >= 0
            && shredWithin.compareTo(Duration.ofDays(365)) <= 0,
        "shred-within",
        "is 1s to 8760h");
  }
}
