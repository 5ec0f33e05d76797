package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gate held back, looked at and decided on by commands, beside a pipeline at work. */
class QuarantineCommandTest {
  private static final int USUAL = 40;

  @TempDir Path folder;

  private Path model;
  private Path stream;
  private Path state;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    stream = SmallStream.in(folder.resolve("stream.json"), USUAL);
    state = folder.resolve("state");
  }

  private List<String> settings() {
    return TinyModel.settings(
        model,
        stream,
        "adapter.optimizer=sgd",
        "gate.policy=strict",
        "gate.warm-up=10",
        "gate.false-quarantine=0.1");
  }

  private Run quarantine(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("quarantine"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--state", state, "--output", "json"));
    return Run.of(all.toArray());
  }

  private List<String> held() {
    Run run = quarantine("ls");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    List<String> documents = new ArrayList<>();
    for (JsonNode one : run.json()) {
      assertThat(Instant.parse(one.path("time").asText())).isBefore(Instant.now());
      documents.add(one.path("documentId").asText());
    }
    return documents;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  private static boolean decided(Opened opened, String document, Decision decision) {
    return opened.adaptations().stream()
        .anyMatch(one -> one.documentId().equals(document) && one.decision() == decision);
  }

  private static void publishUsual(Opened opened, Path stream) throws Exception {
    List<String> documents = new ArrayList<>();
    for (JsonNode article : new ObjectMapper().readTree(stream.toFile()).path("data")) {
      for (JsonNode paragraph : article.path("paragraphs")) {
        documents.add(document("usual-" + documents.size(), paragraph.path("context").asText()));
      }
    }
    opened.publish(opened.pipeline().topics().documents(), documents);
  }

  private static String document(String id, String text) {
    return new ObjectMapper()
        .createObjectNode()
        .put("id", id)
        .put("topic", id.startsWith("usual") ? "rivers" : "noise")
        .put("text", text)
        .toString();
  }

  @Test
  void whatIsHeldBackIsListedLetInOrGivenUp() throws Exception {
    try (Opened opened = Opened.on(state, settings())) {
      publishUsual(opened, stream);
      opened.publish(document("wanted", "zq#7 ".repeat(12)));
      opened.publish(document("unwanted", "%%@ kx9 ".repeat(9)));
      await(() -> held().containsAll(List.of("wanted", "unwanted")));
      assertThat(decided(opened, "wanted", Decision.QUARANTINED)).isTrue();

      Run neither = quarantine("accept");
      assertThat(neither.code()).isEqualTo(ExitCode.USAGE);
      Run unknown = quarantine("accept", "--document", "nobody");
      assertThat(unknown.code()).isEqualTo(ExitCode.FAILURE);
      assertThat(unknown.json().at("/error/message").asText()).contains("not held back");
      Run dry = quarantine("accept", "--topic", "noise", "--dry-run");
      assertThat(dry.json().path("documents")).hasSize(2);
      assertThat(dry.json().path("published").asBoolean()).isFalse();

      assertThat(quarantine("reject", "--document", "unwanted").code()).isEqualTo(ExitCode.OK);
      assertThat(quarantine("accept", "--document", "wanted").code()).isEqualTo(ExitCode.OK);
      await(() -> decided(opened, "wanted", Decision.TRAINED));
      await(() -> held().stream().noneMatch(List.of("wanted", "unwanted")::contains));
      assertThat(opened.adaptations())
          .filteredOn(one -> one.documentId().equals("unwanted"))
          .extracting(Adaptation::decision)
          .doesNotContain(Decision.TRAINED);
    }
  }
}
