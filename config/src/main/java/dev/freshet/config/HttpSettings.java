package dev.freshet.config;

/** The live page, metrics and health. */
public record HttpSettings(
    @Setting(value = "Whether to listen at all.", byDefault = "true") boolean enabled,
    @Setting(
            value = "Address to listen on. Anything but loopback is refused without a token.",
            byDefault = "127.0.0.1")
        String host,
    @Setting(value = "Port; 0 takes a free one.", byDefault = "7333") int port,
    @Setting(
            value = "Bearer token that every request must carry, where set.",
            byDefault = "",
            secret = true)
        String token,
    @Setting(
            value = "Topics with a line of their own on the live page; the others share one.",
            byDefault = "50")
        int topics,
    @Setting(
            value = "Newest decisions, and probes of a topic, that the live page can show.",
            byDefault = "200")
        int history) {
  public HttpSettings {
    Check.that(port >= 0 && port <= 65535, "port", "is 0 to 65535");
    Check.that(!host.isBlank(), "host", "names an address");
    Check.that(topics >= 1 && topics <= 10_000, "topics", "is 1 to 10000");
    Check.that(history >= 1 && history <= 10_000, "history", "is 1 to 10000");
    // Four numbers, not any name that begins with 127: that could lead anywhere.
    boolean loopback = host.matches("127(\\.\\d{1,3}){3}|localhost|::1|\\[::1]");
    Check.that(
        loopback || !token.isBlank(), "host", "beyond loopback needs `http.token` to be set");
  }

  /** As of any record, but with the token masked. */
  @Override
  public String toString() {
    return String.format(
        "HttpSettings[enabled=%s, host=%s, port=%s, token=%s, topics=%s, history=%s]",
        enabled, host, port, Secrets.mask(token), topics, history);
  }
}
