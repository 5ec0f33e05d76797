package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.app.live.Board;
import dev.freshet.config.ExitCode;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard and the alert rules of docker-compose, against the meters of a pipeline that has
 * learned: every metric's name must be there; where this machine has a Prometheus, it loads the
 * rules and answers every query.
 */
class ObservabilityTest {
  private static final Path DOCKER = Path.of("../docker");
  private static final Pattern METRIC = Pattern.compile("\\b(freshet|jvm|process|kafka)_[a-z_]+");
  private static final Pattern RULE = Pattern.compile("(?m)^ +expr: (.+)$");
  private static final long PATIENCE_SECONDS = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void everyQueryOfTheDashboardAndOfTheRulesFindsWhatItAsksFor() throws Exception {
    Path model = TinyModel.in(folder.resolve("model"));
    Path reference = Files.writeString(folder.resolve("reference.txt"), TinyModel.TEXT.repeat(9));
    List<String> settings =
        List.of(
            "model.directory=" + model,
            "adapter.optimizer=sgd",
            "adapter.weighting=uniform",
            "adapter.anchor.weight=0",
            "adapter.learning-rate=0.01",
            "adapter.commit-interval=0s",
            "http.port=0",
            "evaluator.reference=" + reference,
            "evaluator.locality-every=2",
            "evaluator.lags=0,1",
            // Limits that no topic can keep.
            "evaluator.alerts.retention=1000",
            "evaluator.alerts.locality=-1000",
            "evaluator.alerts.least-probes=1");
    Path state = folder.resolve("state");
    CommandContext context = Opened.context(state, settings);
    Board board = new Board(context.settings().http());
    LearnMeter meter = new LearnMeter(adaptation -> {});
    try (Pipeline pipeline = Pipeline.start(context, new Listeners(meter, board), stage -> {});
        BoardTails tails = new BoardTails(context.settings(), pipeline, board);
        Service service = Service.start(context, pipeline, meter, board)) {
      Path stream = SmallStream.in(folder.resolve("stream.json"), 16);
      assertThat(Run.of("ingest", stream, "--state", state).code()).isEqualTo(ExitCode.OK);
      awaitAlerts(pipeline, board);
      service.refresh(pipeline.lagByTopic());
      URI address = service.address().orElseThrow();

      Set<String> known = families(get(address.resolve("metrics")));
      for (String query : queries()) {
        Matcher metrics = METRIC.matcher(query);
        while (metrics.find()) {
          assertThat(known).as(query).contains(metrics.group());
        }
      }
      askPrometheus(address, service, pipeline);
    }
  }

  private static void awaitAlerts(Pipeline pipeline, Board board) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (board.reference() == null
        || board.topics().isEmpty()
        || board.topics().stream().noneMatch(topic -> topic.locality() != null)
        || board.topics().stream().noneMatch(topic -> topic.alert() != null)) {
      pipeline.check();
      assertThat(System.nanoTime()).as("what came: %s", board.topics()).isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>(dashboard());
    Matcher rules = RULE.matcher(Files.readString(DOCKER.resolve("rules.yml")));
    while (rules.find()) {
      queries.add(rules.group(1));
    }
    assertThat(queries).hasSizeGreaterThan(15);
    return queries;
  }

  private static List<String> dashboard() throws IOException {
    List<String> queries = new ArrayList<>();
    JsonNode board = JSON.readTree(DOCKER.resolve("grafana/dashboards/freshet.json").toFile());
    for (JsonNode panel : board.path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    return queries;
  }

  private static Set<String> families(String metrics) {
    Set<String> names = new TreeSet<>();
    metrics
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
    return names;
  }

  private String get(URI address) throws Exception {
    return client
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private void askPrometheus(URI freshet, Service service, Pipeline pipeline) throws Exception {
    Optional<Path> program =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(path -> Path.of(path, "prometheus"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "names are checked; this machine has no Prometheus");
    int port = freePort();
    Process prometheus =
        new ProcessBuilder(
                program.get().toString(),
                "--config.file=" + configuration(freshet),
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    try {
      URI api = URI.create("http://127.0.0.1:" + port + "/api/v1/");
      awaitRaised(api);
      service.refresh(pipeline.lagByTopic());
      for (String query : queries()) {
        JsonNode answer = query(api, query);
        assertThat(answer.path("status").asText()).as("%s: %s", query, answer).isEqualTo("success");
      }
      for (String query : dashboard()) {
        assertThat(query(api, query).path("data").path("result")).as(query).isNotEmpty();
      }
      for (JsonNode rule : rules(api)) {
        assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
      }
    } finally {
      prometheus.destroy();
      prometheus.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** That of docker-compose, but for the places of its files, and quicker. */
  private Path configuration(URI freshet) throws IOException {
    String text =
        Files.readString(DOCKER.resolve("prometheus.yml"))
            .replace("freshet:7333", freshet.getAuthority())
            .replace("/etc/prometheus/rules.yml", DOCKER.resolve("rules.yml").toRealPath() + "")
            .replace(
                "/etc/prometheus/freshet-token",
                Files.writeString(folder.resolve("token"), "none").toString())
            .replaceAll("(scrape|evaluation)_interval: \\S+", "$1_interval: 1s");
    return Files.writeString(folder.resolve("prometheus.yml"), text);
  }

  /** Waits until the rules were evaluated twice, with what the pipeline raised. */
  private void awaitRaised(URI api) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        boolean raised = false;
        for (JsonNode rule : rules(api)) {
          raised |=
              rule.path("name").asText().equals("FreshetTopicForgotten")
                  && !rule.path("state").asText().equals("inactive");
        }
        JsonNode scrapes = query(api, "count_over_time(up[1m])");
        double count = scrapes.path("data").path("result").path(0).path("value").path(1).asDouble();
        if (raised && count >= 3) {
          return;
        }
      } catch (IOException e) {
        // not listening yet
      }
      assertThat(System.nanoTime())
          .as(Files.readString(folder.resolve("prometheus.log")))
          .isLessThan(deadline);
      Thread.sleep(250);
    }
  }

  private JsonNode rules(URI api) throws Exception {
    return JSON.readTree(get(api.resolve("rules")))
        .path("data")
        .path("groups")
        .path(0)
        .path("rules");
  }

  private JsonNode query(URI api, String query) throws Exception {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    return JSON.readTree(get(api.resolve("query?query=" + encoded)));
  }
}
