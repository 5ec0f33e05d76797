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
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a {@link Site} and, besides, {@code /metrics} in Prometheus's format, {@code /health/live}
 * (200 while the process answers) and {@code /health/ready} (200 when every check holds, else 503,
 * one line a check).
 *
 * <p>Threads, waiting requests and the time that a request may take are bounded. Where a token is
 * set, every request must carry it, as {@code Authorization: Bearer …} or, as browsers ask for it,
 * as the password of {@code Basic}. A request that names another host is refused: a name of someone
 * else's that leads here would let their page read ours.
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

  private record Answer(int status, String type, byte[] body) {
    Answer(int status, String type, String body) {
      this(status, type, body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final String token;
  private final Meters meters;
  private final HealthChecks checks;
  private final Site site;

  private WebServer(
      HttpServer server, String token, Meters meters, HealthChecks checks, Site site) {
    this.site = site;
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
   * @param site closed with the server
   * @throws FreshetException CONFIGURATION if the port is taken or the address is not ours
   */
  public static WebServer start(
      HttpSettings settings, Meters meters, HealthChecks checks, Site site) {
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
    WebServer server = new WebServer(http, settings.token(), meters, checks, site);
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
    site.close();
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    boolean adopted = false;
    try {
      adopted = isWelcome(exchange) && site.adopts(exchange);
      if (!adopted) {
        send(exchange, answer(exchange));
      }
    } catch (IOException e) {
      LOG.debug("the client went away", e);
    } catch (RuntimeException e) {
      LOG.warn("could not answer", e);
    } finally {
      if (!adopted) {
        exchange.close();
      }
    }
  }

  private boolean isWelcome(HttpExchange exchange) {
    return authorised(exchange) && isOurs(exchange.getRequestHeaders().getFirst("Host"));
  }

  /** Whether the host that a request names is an address, or this machine's own name for itself. */
  private boolean isOurs(@Nullable String named) {
    String host = named == null ? "" : named.replaceAll(":\\d+$", "");
    boolean address = host.matches("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");
    return address || host.isEmpty() || host.equals("localhost") || !token.isEmpty();
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (!authorised(exchange)) {
      return new Answer(401, PLAIN, "a bearer token is needed\n");
    }
    if (!isWelcome(exchange)) {
      return new Answer(421, PLAIN, "this is not the host that was asked for\n");
    }
    Optional<Site.Reply> page = site.reply(exchange);
    if (page.isPresent()) {
      return new Answer(page.get().status(), page.get().type(), page.get().body());
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
    // In a time that does not tell how much of it was right.
    return given != null
        && MessageDigest.isEqual(
            secret(given).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** The token of {@code Bearer}, the password of {@code Basic}, else nothing. */
  private static String secret(String authorization) {
    String[] parts = authorization.strip().split(" +", 2);
    String scheme = parts[0].toLowerCase(Locale.ROOT);
    if (parts.length == 1) {
      return "";
    }
    if (scheme.equals("bearer")) {
      return parts[1];
    }
    if (!scheme.equals("basic")) {
      return "";
    }
    try {
      String pair = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    if (answer.status() == 401) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      exchange
          .getResponseHeaders()
          .add("WWW-Authenticate", "Basic realm=\"freshet\", charset=\"UTF-8\"");
    }
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
    if (!head) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
