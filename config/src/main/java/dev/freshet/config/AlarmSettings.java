package dev.freshet.config;

/** What the alarm of a signal does to its topic's documents, for a stretch of the log. */
public record AlarmSettings(
    @Setting(
            value = "The step on a document of the topic is multiplied by this; 1 is as usual.",
            byDefault = "1.0")
        double stepFactor,
    @Setting(value = "Records of the log that an alarm holds for.", byDefault = "200")
        int records) {
  public AlarmSettings {
    Check.that(stepFactor >= 1 && stepFactor <= 100, "step-factor", "is 1 to 100");
    Check.that(records >= 1 && records <= 1_000_000, "records", "is 1 to 1000000");
  }
}
