package dev.freshet.app.live;

import static dev.freshet.app.live.LiveRecords.TIME;
import static dev.freshet.app.live.LiveRecords.adaptation;
import static dev.freshet.app.live.LiveRecords.held;
import static dev.freshet.app.live.LiveRecords.row;
import static dev.freshet.app.live.LiveRecords.watched;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.app.TinyModel;
import dev.freshet.app.http.HealthChecks;
import dev.freshet.app.http.Meters;
import dev.freshet.app.http.WebServer;
import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.HttpSettings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.UptakeSummary;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.state.CheckpointStore;
import dev.freshet.tensor.Torch;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page over a real socket, with a real model and a real store of checkpoints behind it. */
class LivePageTest {
  private static final String HOSTILE =
      "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
          + " The river <b>rises</b> in the hills.";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Meters meters = new Meters();
  private Board board;
  private LanguageModel model;
  private CheckpointStore checkpoints;

  @BeforeEach
  void open() throws Exception {
    board = new Board(settings(0, ""));
    model = LanguageModel.read(TinyModel.in(folder.resolve("model")), Torch.device("cpu"));
    CheckpointSettings kept = new SettingsLoader().load().checkpoint();
    checkpoints = CheckpointStore.open(folder.resolve("checkpoints"), kept);
  }

  @AfterEach
  void close() {
    checkpoints.close();
    model.close();
    meters.close();
  }

  private static HttpSettings settings(int port, String token) {
    return new HttpSettings(true, "127.0.0.1", port, token, 50, 200);
  }

  private WebServer serve(HttpSettings settings) {
    LivePage page =
        new LivePage(
            "test",
            board,
            () -> Map.of("documents", 3, "steps", 3, "rejected", 0, "tokensPerSecond", 12.5),
            new KeptCheckpoints(checkpoints),
            new SideBySide(model, checkpoints));
    return WebServer.start(settings, meters, new HealthChecks(), page);
  }

  private HttpResponse<String> get(WebServer server, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> ask(WebServer server, String type, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.address().resolve("live/ask"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void thePageAndItsAssetsComeFromHereAndNothingElseMay() throws Exception {
    try (WebServer server = serve(settings(0, ""))) {
      for (String path : List.of("", "live.css", "live.js", "live/state", "live/topic?name=x")) {
        HttpResponse<String> response = get(server, path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Security-Policy"))
            .hasValueSatisfying(policy -> assertThat(policy).contains("script-src 'self'"));
        assertThat(response.body().replace("http://www.w3.org/2000/svg", ""))
            .as("nothing is fetched from elsewhere")
            .doesNotContain("http://", "https://", "innerHTML");
      }
      assertThat(get(server, "live/nothing").statusCode()).isEqualTo(404);
      assertThat(get(server, "metrics").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anEventBringsTheWholeState() throws Exception {
    board.reported(adaptation(7, Decision.TRAINED));
    try (WebServer server = serve(settings(0, ""))) {
      HttpResponse<InputStream> events =
          client.send(
              HttpRequest.newBuilder(server.address().resolve("live/events")).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(events.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
        assertThat(data(lines)).contains("document-7").contains("\"name\":\"test\"");
        board.reported(adaptation(8, Decision.REJECTED));
        assertThat(data(lines)).contains("document-8").contains("above 1000");
      }
    }
  }

  private static String data(BufferedReader lines) throws Exception {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data: ")) {
        return line;
      }
    }
    throw new AssertionError("the stream has ended");
  }

  @Test
  void bothModelsAnswerAQuestion() throws Exception {
    try (WebServer server = serve(settings(0, ""))) {
      HttpResponse<String> answer =
          ask(server, "application/json", "{\"question\":\"The river?\"}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      var both = Json.MAPPER.readTree(answer.body());
      assertThat(both.path("base").isTextual()).isTrue();
      assertThat(both.path("now")).isEqualTo(both.path("base")); // no checkpoint yet
      assertThat(both.path("step").asInt(-1)).isZero();
    }
  }

  @Test
  void whatIsNoQuestionIsRefusedInOneLine() throws Exception {
    try (WebServer server = serve(settings(0, ""))) {
      assertThat(ask(server, "text/plain", "{\"question\":\"x\"}").statusCode()).isEqualTo(415);
      assertThat(ask(server, "application/json", "no json").statusCode()).isEqualTo(400);
      assertThat(ask(server, "application/json", "{}").body()).contains("the question is empty");
      String long_ = "{\"question\":\"" + "river ".repeat(500) + "\"}";
      assertThat(ask(server, "application/json", long_).body()).contains("too long");
      String huge = "{\"question\":\"" + "x".repeat(70_000) + "\"}";
      assertThat(ask(server, "application/json", huge).statusCode()).isEqualTo(413);
      assertThat(
              ask(server, "application/json", "{\"question\":\"x\",\"lane\":\"a/b\"}").statusCode())
          .isEqualTo(400);
      assertThat(get(server, "live/ask").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void aTopicsNameMayHoldAnything() throws Exception {
    String name = "a/b?c=d&e <i> ü \" ' #";
    board.scored(row(1, name, 0));
    try (WebServer server = serve(settings(0, ""))) {
      String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
      assertThat(get(server, "live/topic?name=" + query).body())
          .contains("Where does river 1 rise?");
    }
  }

  @Test
  void aTokenIsAskedForAsBrowsersCanGiveIt() throws Exception {
    try (WebServer server = serve(settings(0, "sesame"))) {
      HttpResponse<String> refused = get(server, "");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().allValues("WWW-Authenticate"))
          .anySatisfy(scheme -> assertThat(scheme).startsWith("Basic"));
      for (String path : List.of("live/events", "live/state")) {
        assertThat(get(server, path).statusCode()).as(path).isEqualTo(401);
      }
      String basic =
          Base64.getEncoder().encodeToString("me:sesame".getBytes(StandardCharsets.UTF_8));
      HttpRequest request =
          HttpRequest.newBuilder(server.address())
              .header("Authorization", "Basic " + basic)
              .build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aNameOfSomeoneElsesThatLeadsHereIsRefused() throws Exception {
    try (WebServer server = serve(settings(0, ""));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /live/state HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("board");
    }
  }

  @Test
  void aBrowserShowsARunningStreamAndFindsARestartedServerAgain() throws Exception {
    try (Browser browser = Browser.open(folder)) {
      int port;
      try (WebServer server = serve(settings(0, ""))) {
        port = server.address().getPort();
        browser.size(1280, 900, false);
        browser.go(server.address());
        browser.await("document.getElementById('phase').textContent.startsWith('running')");
        browser.await("document.getElementById('decisions').innerText.includes('No document')");
        browser.await("document.getElementById('signals-about').innerText.includes('No signal')");
        browser.await("document.getElementById('quarantine-table').hidden");
        shoot(browser, "empty");
        read(HOSTILE);
        board.reported(adaptation(1, Decision.TRAINED));
        board.scored(row(1, "<i>rivers</i>", 0));
        browser.await("document.getElementById('decisions').innerText.includes('document-1')");
        browser.await("document.getElementById('reading').textContent.includes('<b>rises</b>')");
        assertThat(browser.evaluate("document.getElementById('reading').innerText").asText())
            .isEqualTo(HOSTILE);
        assertThat(
                browser
                    .evaluate(
                        "document.querySelectorAll('#reading b, #reading img, #topics i').length")
                    .asInt())
            .isZero();
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Freshet");
        board.watched(watched("<i>questions</i>", 0, false, false));
        board.watched(watched("<i>questions</i>", 30, true, false));
        board.watched(watched("<i>questions</i>", 31, false, true));
        board.heldBack(held(1, HOSTILE));
        browser.await("document.querySelectorAll('#alarms li').length === 2");
        assertThat(browser.evaluate("document.querySelectorAll('#signals .band').length").asInt())
            .isOne();
        assertThat(browser.evaluate("document.querySelectorAll('#signals .shift').length").asInt())
            .isOne();
        assertThat(
                browser.evaluate("document.querySelectorAll('#signals .anomaly').length").asInt())
            .isOne();
        assertThat(browser.evaluate("document.getElementById('quarantine').innerText").asText())
            .contains(
                "strange-1",
                "rivers",
                "0.990",
                "mean-loss\u00a0+6.3, energy\u00a0-4.0, distance\u00a0+3.5")
            .contains("<b>rises</b>")
            .doesNotContain("repetition");
        assertThat(
                browser
                    .evaluate("document.querySelectorAll('#signals i, #quarantine b').length")
                    .asInt())
            .isZero();
        browser.evaluate("document.querySelector('#topics td button').click()");
        browser.await("document.getElementById('probes').innerText.includes('river 1 rise')");
      }
      browser.await("document.getElementById('phase').textContent.includes('connection lost')");
      try (WebServer again = serve(settings(port, ""))) {
        assertThat(again.address().getPort()).isEqualTo(port);
        board.reported(adaptation(2, Decision.TRAINED));
        browser.await("document.getElementById('decisions').innerText.includes('document-2')");
        browser.await("document.getElementById('phase').textContent.startsWith('running')");
      }
    }
  }

  @Test
  void topicsAreSortedAndFilteredAndAllOfItFitsANarrowPage() throws Exception {
    for (int i = 1; i <= 60; i++) {
      board.reported(adaptation(i, i == 40 ? Decision.REJECTED : Decision.TRAINED));
      board.scored(row(i, "topic " + i % 5, 0));
      board.scored(row(i, "topic " + i % 5, 10));
    }
    board.alerted(
        new Alert("main", "topic 2", Alert.Measure.RETENTION, true, -0.2, 0, 8, 60, TIME));
    board.summarised(
        new UptakeSummary(
            "topic 1",
            "main",
            0,
            TIME,
            TIME.plusSeconds(60),
            1,
            4.0,
            3.0,
            1.0,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new ReferenceDamage(50, 1020, 4.8, 4.81, 0.04)));
    read("The river rises in the hills and runs to the sea. ".repeat(6));
    for (int i = 0; i < 200; i++) {
      board.watched(watched("questions/rivers", i, i == 150, i == 170));
      board.watched(watched("errors", i, false, false));
      board.watched(watched("a-sensor-with-a-name-that-is-rather-long", i, i == 190, false));
    }
    for (int i = 0; i < 5; i++) {
      board.heldBack(held(i, "river the hills sea to runs rises in and the. ".repeat(9)));
    }
    try (WebServer server = serve(settings(0, ""));
        Browser browser = Browser.open(folder)) {
      for (int width : new int[] {390, 800, 1280, 1440}) {
        for (boolean dark : new boolean[] {false, true}) {
          browser.size(width, 900, dark);
          browser.go(server.address());
          browser.await("document.querySelectorAll('#topics tbody tr').length === 5");
          assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
              .as("no sideways scrolling at %d", width)
              .isLessThanOrEqualTo(width);
          shoot(browser, "running-" + width + (dark ? "-dark" : ""));
        }
      }
      browser.evaluate("document.querySelector('[data-key=uptake] button').click()");
      String first = "document.querySelector('#topics tbody td button').textContent";
      TopicView best =
          board.topics().stream().max(Comparator.comparingDouble(TopicView::uptake)).orElseThrow();
      assertThat(browser.evaluate(first).asText()).isEqualTo(best.name());
      assertThat(
              browser
                  .evaluate("document.querySelector('[data-key=uptake]').getAttribute('aria-sort')")
                  .asText())
          .isEqualTo("descending");
      browser.evaluate(
          "const f = document.getElementById('filter'); f.value = '3';"
              + " f.dispatchEvent(new Event('input'))");
      assertThat(browser.evaluate("document.querySelectorAll('#topics tbody tr').length").asInt())
          .isOne();
      browser.evaluate("document.querySelector('#topics td button').click()");
      browser.await("document.activeElement.id === 'probes-head'");
      assertThat(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('input')].every(i => i.labels.length === 1)")
                  .asBoolean())
          .isTrue();
      shoot(browser, "opened");
      board.behind(false, Map.of());
      browser.await("document.getElementById('phase').textContent.includes('does not answer')");
      shoot(browser, "stalled");
      board.enter(Board.Phase.FINISHED);
      browser.await("document.getElementById('phase').textContent.includes('finished')");
      shoot(browser, "finished");
    }
  }

  private void read(String text) {
    EncodedText encoded = model.tokenizer().encode(text);
    float[] weights = new float[encoded.length() - 1];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 10;
    }
    board.weighed("main", new Document("d", "t", TIME, text, "A title", null), encoded, weights);
  }

  /** Keeps a picture where someone wants to look at it. */
  private static void shoot(Browser browser, String name) throws Exception {
    String wanted = System.getenv("FRESHET_SCREENSHOTS");
    if (wanted != null) {
      browser.screenshot(Path.of(wanted, name + ".png"));
    }
  }
}
