package dev.freshet.app.live;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: to each reader the whole present state, each second. No reader has missed
 * anything, so that one who comes back needs no history.
 *
 * <p>The number of readers is bounded; a stream ends after a while, before the server's limit on
 * the time of an answer, and the browser opens it anew.
 */
final class EventStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final int READERS = 16;
  private static final long PERIOD_MILLIS = 1000;
  private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private record Reader(HttpExchange exchange, long endNanos) {}

  private final Supplier<String> state;
  private final List<Reader> readers = new ArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "live-events");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Begins to send.
   *
   * @param state one line of JSON
   */
  EventStreams(Supplier<String> state) {
    this.state = state;
    Future<?> unused =
        clock.scheduleWithFixedDelay(
            this::send, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Takes a reader in, who gets the state at once; false where there are too many. */
  boolean add(HttpExchange exchange) throws IOException {
    synchronized (readers) {
      if (readers.size() >= READERS) {
        return false;
      }
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    Reader reader = new Reader(exchange, System.nanoTime() + LIFE_NANOS);
    if (sent(reader, "retry: 1000\n\n" + event())) {
      synchronized (readers) {
        readers.add(reader);
      }
    }
    return true;
  }

  private String event() {
    return "data: " + state.get() + "\n\n";
  }

  private void send() {
    try {
      List<Reader> present;
      synchronized (readers) {
        present = List.copyOf(readers);
      }
      if (present.isEmpty()) {
        return;
      }
      String event = event();
      for (Reader reader : present) {
        boolean over = reader.endNanos() - System.nanoTime() < 0;
        if (over || !sent(reader, event)) {
          reader.exchange().close();
          synchronized (readers) {
            readers.remove(reader);
          }
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("the live page's state cannot be sent", e); // and is tried again
    }
  }

  private static boolean sent(Reader reader, String text) {
    try {
      OutputStream out = reader.exchange().getResponseBody();
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
      return true;
    } catch (IOException e) {
      reader.exchange().close();
      return false;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (readers) {
      readers.forEach(reader -> reader.exchange().close());
      readers.clear();
    }
  }
}
