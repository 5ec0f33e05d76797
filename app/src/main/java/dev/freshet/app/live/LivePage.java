package dev.freshet.app.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.freshet.app.http.Site;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live page, its assets and its data: {@code /}, {@code /live.css}, {@code /live.js}, {@code
 * /live/state}, {@code /live/events} (server-sent), {@code /live/topic?name=…} and {@code POST
 * /live/ask}.
 *
 * <p>Nothing on the page comes from elsewhere, and no script within it: the policy that is sent
 * along forbids both, so that what a document holds can be text only.
 */
public final class LivePage implements Site {
  private static final String JSON = "application/json; charset=utf-8";
  private static final int MAX_QUESTION_BYTES = 64 * 1024;
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, Reply> ASSETS =
      Map.of(
          "/", asset("live.html", "text/html; charset=utf-8"),
          "/live.css", asset("live.css", "text/css; charset=utf-8"),
          "/live.js", asset("live.js", "text/javascript; charset=utf-8"));

  private final String name;
  private final Board board;
  private final Supplier<Map<String, Object>> learned;
  private final Lineages lineages;
  private final SideBySide sideBySide;
  private final EventStreams events;

  /**
   * A page on a board.
   *
   * @param name of the run
   * @param learned counts of the learner, as the page shows them
   */
  public LivePage(
      String name,
      Board board,
      Supplier<Map<String, Object>> learned,
      Lineages lineages,
      SideBySide sideBySide) {
    this.name = name;
    this.board = board;
    this.learned = learned;
    this.lineages = lineages;
    this.sideBySide = sideBySide;
    this.events = new EventStreams(this::state);
  }

  private static Reply asset(String file, String type) {
    try (InputStream in = LivePage.class.getResourceAsStream("/live/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks live/" + file);
      }
      return new Reply(200, type, in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("live/" + file + " cannot be read", e);
    }
  }

  @Override
  public Optional<Reply> reply(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    String path = exchange.getRequestURI().getPath();
    boolean post = exchange.getRequestMethod().equals("POST");
    if (path.equals("/live/ask")) {
      return Optional.of(post ? answered(exchange) : problem(405, "only POST"));
    }
    if (post) {
      return Optional.empty();
    }
    return switch (path) {
      case "/live/state" -> Optional.of(json(200, state()));
      case "/live/topic" -> Optional.of(json(200, text(board.probes(topic(exchange)))));
      default -> Optional.ofNullable(ASSETS.get(path));
    };
  }

  @Override
  public boolean adopts(HttpExchange exchange) throws IOException {
    return exchange.getRequestURI().getPath().equals("/live/events")
        && exchange.getRequestMethod().equals("GET")
        && events.add(exchange);
  }

  private static String topic(HttpExchange exchange) {
    @Nullable String query = exchange.getRequestURI().getRawQuery();
    return query == null || !query.startsWith("name=")
        ? ""
        : URLDecoder.decode(query.substring("name=".length()), StandardCharsets.UTF_8);
  }

  String state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("name", name);
    state.put("learned", learned.get());
    state.put("board", board.view());
    state.put("checkpoints", lineages.view());
    return text(state);
  }

  private Reply answered(HttpExchange exchange) throws IOException {
    // A page of another origin cannot send this type without asking first, and is not let.
    @Nullable String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      return problem(415, "send application/json");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_QUESTION_BYTES + 1);
    if (body.length > MAX_QUESTION_BYTES) {
      return problem(413, "the question is too long");
    }
    if (!(Json.read(body) instanceof Decoded.Good<? extends JsonNode> read)) {
      return problem(400, "this is no JSON object");
    }
    try {
      String lane = Lane.require(read.value().path("lane").asText(Lane.MAIN));
      return sideBySide
          .ask(lane, read.value().path("question").asText())
          .map(answers -> json(200, text(answers)))
          .orElseGet(() -> problem(503, "another question is being answered"));
    } catch (FreshetException | IllegalArgumentException e) {
      return problem(400, String.valueOf(e.getMessage()));
    }
  }

  private static Reply problem(int status, String message) {
    return json(status, text(Map.of("error", message)));
  }

  private static Reply json(int status, String text) {
    return new Reply(status, JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  /** The kept checkpoints of every lane, the newest first. */
  public interface Lineages {
    /** Bounded by what retention keeps. */
    List<?> view();
  }

  @Override
  public void close() {
    events.close();
    sideBySide.close();
  }
}
