package dev.freshet.app.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.HttpSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics} in Prometheus's format, {@code /health/live} (200 while the process
 * answers) and {@code /health/ready} (200 when every check holds, else 503, one line a check).
 *
 * <p>Threads, waiting requests and the time that a request may take are bounded. Where a token is
 * set, every request must carry it as {@code Authorization: Bearer …}.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int THREADS = 4;
  private static final int WAITING = 64;
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  static {
    // The JDK's server reads these when it is first used: seconds for a request and its answer.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "32");
  }

  private record Answer(int status, String type, String body) {}

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final String token;
  private final Meters meters;
  private final HealthChecks checks;

  private WebServer(HttpServer server, String token, Meters meters, HealthChecks checks) {
    this.server = server;
    this.token = token;
    this.meters = meters;
    this.checks = checks;
    this.workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            work -> {
              Thread thread = new Thread(work, "http");
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * Listens from now on.
   *
   * @throws FreshetException CONFIGURATION if the port is taken or the address is not ours
   */
  public static WebServer start(HttpSettings settings, Meters meters, HealthChecks checks) {
    InetSocketAddress address = address(settings);
    HttpServer http;
    try {
      http = HttpServer.create(address, WAITING);
    } catch (IOException e) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(),
          "http.port",
          "choose another port (--set http.port=0 takes any), or --set http.enabled=false",
          e);
    }
    WebServer server = new WebServer(http, settings.token(), meters, checks);
    http.createContext("/", server::handle);
    http.setExecutor(server.workers);
    http.start();
    return server;
  }

  private static InetSocketAddress address(HttpSettings settings) {
    try {
      String host = settings.host().replaceAll("^\\[|]$", "");
      return new InetSocketAddress(InetAddress.getByName(host), settings.port());
    } catch (UnknownHostException e) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "there is no address " + settings.host(),
          "http.host",
          "give an address of this machine, such as 127.0.0.1",
          e);
    }
  }

  /** Where it listens; the port is the real one also where 0 was asked for. */
  public URI address() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + shown + ":" + bound.getPort() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (IOException e) {
      LOG.debug("the client went away", e);
    } catch (RuntimeException e) {
      LOG.warn("could not answer", e);
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!authorised(exchange)) {
      return new Answer(401, PLAIN, "a bearer token is needed\n");
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return new Answer(405, PLAIN, "only GET\n");
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/metrics" -> new Answer(200, PROMETHEUS, meters.registry().scrape());
      case "/health/live" -> new Answer(200, PLAIN, HealthChecks.OK + "\n");
      case "/health/ready" -> readiness();
      default -> new Answer(404, PLAIN, "not here\n");
    };
  }

  private Answer readiness() {
    Map<String, String> answers = checks.answers();
    boolean ready = answers.values().stream().allMatch(HealthChecks.OK::equals);
    String body =
        answers.entrySet().stream()
            .map(check -> check.getKey() + ": " + check.getValue() + "\n")
            .collect(Collectors.joining());
    return new Answer(ready ? 200 : 503, PLAIN, body.isEmpty() ? HealthChecks.OK + "\n" : body);
  }

  private boolean authorised(HttpExchange exchange) {
    if (token.isEmpty()) {
      return true;
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    String prefix = "bearer ";
    if (given == null || !given.toLowerCase(Locale.ROOT).startsWith(prefix)) {
      return false;
    }
    // In a time that does not tell how much of it was right.
    return MessageDigest.isEqual(
        given.substring(prefix.length()).strip().getBytes(StandardCharsets.UTF_8),
        token.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    if (answer.status() == 401) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    }
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
    if (!head) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
