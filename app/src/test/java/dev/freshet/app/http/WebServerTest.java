package dev.freshet.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.HttpSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Meters meters = new Meters();
  private final HealthChecks checks = new HealthChecks();

  @AfterEach
  void closeMeters() {
    meters.close();
  }

  private WebServer open(String token) {
    return WebServer.start(
        new HttpSettings(true, "127.0.0.1", 0, token, 50, 200), meters, checks, Site.NONE);
  }

  private HttpResponse<String> get(WebServer server, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.address().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void metricsAreThoseOfTheRegistryInPrometheusFormat() throws Exception {
    meters.registry().counter("freshet.tokens", "lane", "main").increment(7);
    try (WebServer server = open("")) {
      HttpResponse<String> response = get(server, "metrics");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
      assertThat(response.body())
          .contains("freshet_tokens_total{lane=\"main\"} 7.0")
          .contains("jvm_memory_used_bytes")
          .contains("process_cpu_usage")
          .contains("freshet_process_memory_bytes");
    }
  }

  @Test
  void readinessFollowsTheChecks() throws Exception {
    AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.of("restoring"));
    checks.add("adapter", problem::get);
    checks.add("broker", Optional::empty);
    try (WebServer server = open("")) {
      assertThat(get(server, "health/live").statusCode()).isEqualTo(200);
      HttpResponse<String> waiting = get(server, "health/ready");
      assertThat(waiting.statusCode()).isEqualTo(503);
      assertThat(waiting.body()).isEqualTo("adapter: restoring\nbroker: ok\n");

      problem.set(Optional.empty());
      assertThat(get(server, "health/ready").statusCode()).isEqualTo(200);

      checks.add(
          "adapter",
          () -> {
            throw new IllegalStateException("secret detail");
          });
      HttpResponse<String> failed = get(server, "health/ready");
      assertThat(failed.statusCode()).isEqualTo(503);
      assertThat(failed.body()).doesNotContain("secret detail");
    }
  }

  @Test
  void everyRequestNeedsTheTokenWhereOneIsSet() throws Exception {
    try (WebServer server = open("open sesame")) {
      for (String path : new String[] {"metrics", "health/live", "health/ready", "nothing"}) {
        assertThat(get(server, path).statusCode()).as(path).isEqualTo(401);
        assertThat(get(server, path, "Authorization", "Bearer open").statusCode()).isEqualTo(401);
        assertThat(get(server, path, "Authorization", "open sesame").statusCode()).isEqualTo(401);
      }
      assertThat(get(server, "metrics", "Authorization", "Bearer open sesame").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void nothingElseIsServed() throws Exception {
    try (WebServer server = open("")) {
      for (String path : new String[] {"", "metrics/x", "health", "..%2f..%2fetc/passwd"}) {
        assertThat(get(server, path).statusCode()).as(path).isEqualTo(404);
      }
      HttpRequest post =
          HttpRequest.newBuilder(server.address().resolve("metrics"))
              .POST(HttpRequest.BodyPublishers.ofString("x"))
              .build();
      assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(405);
    }
  }

  @Test
  void aTakenPortIsRefusedWithItsNumber() {
    try (WebServer server = open("")) {
      HttpSettings same =
          new HttpSettings(true, "127.0.0.1", server.address().getPort(), "", 50, 200);

      assertThatThrownBy(() -> WebServer.start(same, meters, checks, Site.NONE))
          .isInstanceOfSatisfying(
              FreshetException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION);
                assertThat(e).hasMessageContaining(Integer.toString(same.port()));
              });
    }
  }
}
