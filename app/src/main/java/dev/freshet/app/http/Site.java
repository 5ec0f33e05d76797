package dev.freshet.app.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;

/** Pages that the server shows besides metrics and health. Called by several threads. */
public interface Site extends AutoCloseable {
  /** Serves nothing. */
  Site NONE =
      new Site() {
        @Override
        public Optional<Reply> reply(HttpExchange exchange) {
          return Optional.empty();
        }

        @Override
        public boolean adopts(HttpExchange exchange) {
          return false;
        }

        @Override
        public void close() {}
      };

  /** A whole answer. */
  record Reply(int status, String type, byte[] body) {}

  /** The answer to a request; empty for a path that is not the site's. */
  Optional<Reply> reply(HttpExchange exchange) throws IOException;

  /** Whether the site has taken over an exchange, to write to it later and to close it. */
  boolean adopts(HttpExchange exchange) throws IOException;

  @Override
  void close();
}
