package dev.freshet.config;

/** The embedded broker, used where no bootstrap server is given. */
public record EmbeddedBrokerSettings(
    @Setting(value = "Port on loopback; 0 takes a free one.", byDefault = "0") int port,
    @Setting(value = "Longest segment of its logs.", byDefault = "64MiB") DataSize segmentSize) {
  public EmbeddedBrokerSettings {
    Check.that(port >= 0 && port <= 65535, "port", "is 0 to 65535");
    Check.that(
        segmentSize.bytes() >= 1 << 20 && segmentSize.bytes() <= 1 << 30,
        "segment-size",
        "is 1MiB to 1GiB");
  }
}
