package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.freshet.config.ExitCode;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Kind;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.state.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lane's history on a real broker: settings that change, going back, forgetting. */
class HistoryTest {
  private static final int DOCUMENTS = 8;

  @TempDir Path folder;

  private Path model;
  private Path stream;
  private Path state;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    stream = SmallStream.in(folder.resolve("stream.json"), DOCUMENTS);
    state = folder.resolve("state");
  }

  private List<String> settings(String... more) {
    List<String> settings =
        TinyModel.settings(
            model,
            stream,
            "adapter.optimizer=momentum",
            "checkpoint.every=2",
            "checkpoint.keep=20");
    settings.addAll(List.of(more));
    return settings;
  }

  private Run demo(Path in, Path from, int documents, String... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("demo", "--stream", from, "--documents", documents));
    arguments.addAll(List.of("--no-evaluate", "--output", "json", "--state", in));
    settings(more).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return Run.of(arguments.toArray());
  }

  private static String digest(Run run) {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    return run.json().path("checkpoint").path("weightsDigest").asText();
  }

  private Run command(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--state", state, "--output", "json"));
    return Run.of(all.toArray());
  }

  private static JsonNode good(Run run) {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    return run.json();
  }

  @Test
  void aChangeOfSettingsBetweenTwoRunsIsLoggedAndTheLogAloneGivesTheWeightsBack() throws Exception {
    digest(demo(state, stream, 4));
    String both = digest(demo(state, stream, DOCUMENTS, "adapter.learning-rate=0.05"));
    try (Opened opened = Opened.on(state, settings("adapter.learning-rate=0.05"))) {
      assertThat(opened.log())
          .extracting(LogRecord::kind)
          .containsExactly(
              Kind.SETTINGS,
              Kind.DOCUMENT,
              Kind.DOCUMENT,
              Kind.DOCUMENT,
              Kind.DOCUMENT,
              Kind.SETTINGS,
              Kind.DOCUMENT,
              Kind.DOCUMENT,
              Kind.DOCUMENT,
              Kind.DOCUMENT);
      assertThat(opened.pipeline().checkpoints().manifests("main"))
          .filteredOn(manifest -> manifest.reason().equals("settings"))
          .extracting(Manifest::seq)
          .containsExactly(6L, 1L);
    }
    Folders.delete(state.resolve("checkpoints"));
    try (Opened opened = Opened.on(state, settings("adapter.learning-rate=0.3"))) {
      opened.pipeline().stopApplications();
      assertThat(opened.pipeline().checkpoints().manifests("main").get(0).weightsDigest())
          .as("the whole log, folded by a process under other settings")
          .isEqualTo(both);
    }
  }

  @Test
  void aRollbackTakesTheLaneBackAndIsInTheLog() throws Exception {
    String whole = digest(demo(state, stream, DOCUMENTS));
    JsonNode listed = good(command("checkpoint", "ls"));
    String atFour = step(listed, 4).path("weightsDigest").asText();
    JsonNode plan = good(command("rollback", "--to", "4", "--dry-run"));
    assertThat(plan.path("undone").asInt()).isEqualTo(4);
    assertThat(plan.path("fromStep").asInt()).isEqualTo(4);
    assertThat(plan.path("redone").asInt()).isZero();
    assertThat(plan.path("published").asBoolean()).isFalse();
    Run unasked = command("rollback", "--to", "4");
    assertThat(unasked.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unasked.err()).contains("--force");
    assertThat(digest(demo(state, stream, DOCUMENTS))).as("nothing was done").isEqualTo(whole);

    good(command("rollback", "--to", "4", "--force"));
    try (Opened opened = Opened.on(state, settings())) {
      Manifest newest = opened.await(manifest -> manifest.reason().equals("switch"));
      assertThat(newest.step()).isEqualTo(4);
      assertThat(newest.weightsDigest()).isEqualTo(atFour);
      opened.pipeline().stopApplications();
    }
    Folders.delete(state.resolve("checkpoints"));
    try (Opened opened = Opened.on(state, settings())) {
      opened.pipeline().stopApplications();
      assertThat(opened.pipeline().checkpoints().manifests("main").get(0).weightsDigest())
          .as("folded from the log's start")
          .isEqualTo(atFour);
    }
  }

  @Test
  void forgettingADocumentGivesTheWeightsOfARunThatNeverSawIt() throws Exception {
    digest(demo(state, stream, DOCUMENTS));
    String third;
    try (Opened opened = Opened.on(state, settings())) {
      third =
          opened.log().stream()
              .filter(record -> record.entry() instanceof Document)
              .map(LogRecord::id)
              .skip(2)
              .findFirst()
              .orElseThrow();
    }
    Run unknown = command("forget", "--document", "no such", "--force");
    assertThat(unknown.code()).isEqualTo(ExitCode.FAILURE);
    JsonNode plan = good(command("forget", "--document", third, "--dry-run"));
    assertThat(plan.path("undone").asInt()).isEqualTo(1);
    assertThat(plan.path("redone").asInt()).isEqualTo(5);
    assertThat(plan.path("fromStep").asInt()).isEqualTo(2);
    assertThat(plan.path("seconds").asDouble()).isPositive();
    assertThat(plan.path("deletedCheckpoints")).isNotEmpty();
    assertThat(plan.path("notReached").toString()).contains("freshet.log").contains("backups");

    good(command("forget", "--document", third, "--force"));
    String without;
    try (Opened opened = Opened.on(state, settings())) {
      Manifest newest = opened.await(manifest -> manifest.reason().equals("switch"));
      without = newest.weightsDigest();
      assertThat(newest.step()).isEqualTo(DOCUMENTS - 1);
      plan.path("deletedCheckpoints")
          .forEach(id -> assertThat(opened.pipeline().checkpoints().find(id.asText())).isEmpty());
      opened.pipeline().stopApplications();
      assertThat(opened.adaptations())
          .filteredOn(report -> report.decision() == Decision.ROLLED_BACK)
          .extracting(Adaptation::documentId)
          .containsExactly(third);
    }
    String never = digest(demo(folder.resolve("never"), without(2), DOCUMENTS - 1));
    assertThat(without).isEqualTo(never);
  }

  private static JsonNode step(JsonNode listed, int step) {
    for (JsonNode row : listed) {
      if (row.path("step").asInt() == step) {
        return row;
      }
    }
    throw new AssertionError("no checkpoint of step " + step + ": " + listed);
  }

  /** The stream without one of its paragraphs. */
  private Path without(int index) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode root = mapper.readTree(stream.toFile());
    ((ArrayNode) root.path("data").path(0).path("paragraphs")).remove(index);
    return Files.writeString(folder.resolve("without.json"), mapper.writeValueAsString(root));
  }

  @Test
  void aTagKeepsACheckpointAndDiffAndGcReadTheFolder() throws Exception {
    digest(demo(state, stream, DOCUMENTS));
    JsonNode listed = good(command("checkpoint", "ls"));
    String first = step(listed, 2).path("id").asText();
    String last = step(listed, DOCUMENTS).path("id").asText();
    good(command("checkpoint", "tag", first, "early"));
    try (Opened opened = Opened.on(state, settings())) {
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (opened.pipeline().checkpoints().find("early").isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.sleep(50);
      }
    }
    JsonNode same = good(command("checkpoint", "diff", first, first));
    assertThat(same.path("weights").path("changedShare").asDouble()).isZero();
    JsonNode diff = good(command("checkpoint", "diff", "early", last));
    assertThat(diff.path("steps").asInt()).isEqualTo(DOCUMENTS - 2);
    assertThat(diff.path("weights").path("changedShare").asDouble()).isGreaterThan(0.5);
    assertThat(diff.path("weights").path("relativeChange").asDouble()).isBetween(1e-6, 0.5);

    JsonNode dry = good(command("checkpoint", "gc", "--dry-run", "--set", "checkpoint.keep=3"));
    assertThat(dry.path("deleted")).isNotEmpty();
    JsonNode gc = good(command("checkpoint", "gc", "--set", "checkpoint.keep=3"));
    assertThat(gc.path("deleted")).hasSameSizeAs(dry.path("deleted"));
    assertThat(good(command("checkpoint", "ls")).toString()).contains("early");
    assertThat(good(command("checkpoint", "verify")).path("damaged")).isEmpty();
  }

  @Test
  void aDeadLetterIsListedAndARepairedRecordIsLearned() throws Exception {
    Path repaired =
        Files.writeString(
            folder.resolve("repaired.json"),
            "{\"id\":\"mended\",\"topic\":\"rivers\",\"text\":\"The river was mended.\"}");
    try (Opened opened = Opened.on(state, settings())) {
      opened.publish("{\"topic\":\"rivers\",\"text\":");
      long deadline = System.nanoTime() + 60_000_000_000L;
      JsonNode listed = good(command("dlq", "ls"));
      while (listed.isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        listed = good(command("dlq", "ls"));
      }
      JsonNode letter = listed.path(0);
      assertThat(letter.path("fault").asText()).isEqualTo("NOT_JSON");
      assertThat(letter.path("origin").asText()).isEqualTo("freshet.documents-0-0");
      String id = letter.path("id").asText();
      Run again = command("dlq", "replay", id);
      assertThat(again.code()).isEqualTo(ExitCode.FAILURE);
      assertThat(again.err()).contains("refused again");
      good(command("dlq", "replay", id, "--in", repaired));
      while (opened.adaptations().isEmpty()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.sleep(100);
      }
      assertThat(opened.adaptations()).extracting(Adaptation::documentId).containsExactly("mended");
    }
  }

  @Test
  void learningThatDivergesEndsWithItsOwnStatusAndTheLastGoodCheckpoint() {
    String before = digest(demo(state, stream, 4));
    Run run = demo(state, stream, DOCUMENTS, "adapter.max-loss=0.001", "adapter.max-rejected=3");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DIVERGED);
    JsonNode error = run.json().path("error");
    assertThat(error.path("code").asText()).isEqualTo("diverged");
    assertThat(error.path("message").asText()).contains("3 steps in a row").contains("the loss is");
    JsonNode newest = good(command("checkpoint", "ls")).path(0);
    assertThat(newest.path("weightsDigest").asText()).isEqualTo(before);
    assertThat(error.path("where").asText()).contains("last good checkpoint is");
  }
}
