package dev.freshet.config;

/** When a topic's measures are reported as out of bounds. */
public record AlertSettings(
    @Setting(
            value =
                "Least mean gain at later lags over the base model, in nats per token; a topic below"
                    + " it has an alert.",
            byDefault = "0")
        double retention,
    @Setting(
            value =
                "Most mean loss, in nats per token, of probes whose topic was not touched since; a"
                    + " topic above it has an alert.",
            byDefault = "0.5")
        double locality,
    @Setting(
            value = "Newest rows of a topic whose mean is held against the limits.",
            byDefault = "32")
        int probes,
    @Setting(value = "Rows below which a topic has no alert.", byDefault = "8") int leastProbes) {
  public AlertSettings {
    Check.that(probes >= 1 && probes <= 10_000, "probes", "is 1 to 10000");
    Check.that(leastProbes >= 1 && leastProbes <= probes, "least-probes", "is 1 to `probes`");
  }
}
