package dev.freshet.config;

/** Names and layout of the topics. */
public record TopicSettings(
    @Setting(value = "What every topic's name begins with.", byDefault = "freshet.") String prefix,
    @Setting(
            value = "Partitions of the topics that are created; a lane lives in one of them.",
            byDefault = "1")
        int partitions,
    @Setting(value = "Replicas of the topics that are created.", byDefault = "1")
        int replicationFactor) {
  public TopicSettings {
    Check.that(
        prefix.matches("[A-Za-z0-9._-]{0,100}"),
        "prefix",
        "has letters, digits, `.`, `_` and `-` only, at most 100");
    Check.that(partitions >= 1 && partitions <= 10_000, "partitions", "is 1 to 10000");
    Check.that(
        replicationFactor >= 1 && replicationFactor <= 100, "replication-factor", "is 1 to 100");
  }
}
