package dev.freshet.config;

/** Metrics and health. */
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
        String token) {
  public HttpSettings {
    Check.that(port >= 0 && port <= 65535, "port", "is 0 to 65535");
    boolean loopback = host.matches("127\\..*|localhost|::1|\\[::1]");
    Check.that(
        loopback || !token.isBlank(), "host", "beyond loopback needs `http.token` to be set");
  }
}
