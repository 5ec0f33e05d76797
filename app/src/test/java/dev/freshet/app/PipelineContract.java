package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the whole pipeline promises, on whatever broker: file, ingest, log, adapter, evaluator,
 * checkpoint.
 */
abstract class PipelineContract {
  private static final int DOCUMENTS = 8;

  @TempDir Path folder;

  private Path model;
  private Path stream;

  /** The flags that lead to the broker; each call stands for a fresh set of topics. */
  abstract List<String> broker();

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    stream = SmallStream.in(folder.resolve("stream.json"), DOCUMENTS);
  }

  Run demo(List<String> broker, Path state, int documents, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("demo"));
    if (!List.of(more).contains("--stream")) {
      arguments.addAll(List.of("--stream", stream));
    }
    arguments.addAll(List.of("--documents", documents, "--state", state));
    arguments.addAll(List.of("--set", "model.directory=" + model, "--output", "json"));
    arguments.addAll(List.of("--set", "evaluator.reference=" + stream));
    arguments.addAll(List.of("--set", "adapter.learning-rate=0.01"));
    arguments.addAll(
        List.of(
            "--set",
            "adapter.optimizer=sgd",
            "--set",
            "adapter.weighting=uniform",
            "--set",
            "adapter.anchor.weight=0"));
    arguments.addAll(broker);
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray());
  }

  private static JsonNode good(Run run) {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    return run.json();
  }

  @Test
  void everyDocumentIsTrainedOnceAndItsQuestionsAreScoredRightAfter() {
    JsonNode json = good(demo(broker(), folder.resolve("state"), DOCUMENTS));
    assertThat(json.path("documents").asInt()).isEqualTo(DOCUMENTS);
    assertThat(json.path("trained").asInt()).isEqualTo(DOCUMENTS);
    assertThat(json.path("steps").asInt()).isEqualTo(DOCUMENTS);
    assertThat(json.path("skipped").asInt()).isZero();
    assertThat(json.path("uptake").path("probes").asInt()).isEqualTo(2 * DOCUMENTS);
    assertThat(json.path("uptake").path("nllNow").asDouble())
        .isLessThan(json.path("uptake").path("nllBase").asDouble());
    assertThat(json.path("byTopic").properties()).hasSize(2);
    assertThat(json.path("locality").path("kl").asDouble()).isPositive();
    assertThat(json.path("checkpoint").path("step").asInt()).isEqualTo(DOCUMENTS);
  }

  @Test
  void aStreamInTwoSittingsEndsInTheSameWeightsAsInOne() {
    JsonNode whole = good(demo(broker(), folder.resolve("whole"), DOCUMENTS));
    List<String> broker = broker();
    JsonNode first = good(demo(broker, folder.resolve("halves"), 3));
    assertThat(first.path("trained").asInt()).isEqualTo(3);
    JsonNode second = good(demo(broker, folder.resolve("halves"), DOCUMENTS));
    assertThat(second.path("skipped").asInt()).isEqualTo(3);
    assertThat(second.path("trained").asInt()).isEqualTo(DOCUMENTS - 3);
    assertThat(second.path("checkpoint").path("weightsDigest"))
        .isEqualTo(whole.path("checkpoint").path("weightsDigest"));
  }

  @Test
  void anEmptyFolderGoesOnFromTheMirror() throws IOException {
    JsonNode whole = good(demo(broker(), folder.resolve("whole"), DOCUMENTS));
    List<String> broker = broker();
    Path state = folder.resolve("moved");
    String mirror = "checkpoint.mirror=" + folder.resolve("mirror");
    JsonNode first = good(demo(broker, state, 3, "--set", mirror));
    try (Stream<Path> files = Files.walk(state.resolve("checkpoints"))) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    JsonNode second = good(demo(broker, state, DOCUMENTS, "--set", mirror));
    assertThat(Files.readString(state.resolve("freshet.log"))).contains("taken from the mirror");
    assertThat(second.path("checkpoint").path("weightsDigest"))
        .isEqualTo(whole.path("checkpoint").path("weightsDigest"))
        .isNotEqualTo(first.path("checkpoint").path("weightsDigest"));
  }

  private static List<Path> lists(Path checkpoints) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(checkpoints, "MANIFEST-*")) {
      List<Path> found = new ArrayList<>();
      files.forEach(found::add);
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  @Test
  void theLogTakesOverWhereTheCheckpointsCannotBeOpened() throws IOException {
    JsonNode whole = good(demo(broker(), folder.resolve("whole"), DOCUMENTS));
    List<String> broker = broker();
    Path state = folder.resolve("damaged");
    good(demo(broker, state, 3));
    for (Path list : lists(state.resolve("checkpoints"))) {
      Files.write(list, Arrays.copyOf(Files.readAllBytes(list), 20));
    }
    Run second = demo(broker, state, DOCUMENTS);
    assertThat(second.err()).contains("the log gives the weights again");
    assertThat(good(second).path("checkpoint").path("weightsDigest"))
        .isEqualTo(whole.path("checkpoint").path("weightsDigest"));
    assertThat(state.resolve("checkpoints.damaged-1")).isDirectory();
  }

  @Test
  void withoutEvaluationTheWeightsAreTheSame() {
    JsonNode with = good(demo(broker(), folder.resolve("with"), DOCUMENTS));
    JsonNode without = good(demo(broker(), folder.resolve("without"), DOCUMENTS, "--no-evaluate"));
    assertThat(without.path("uptake").isNull()).isTrue();
    assertThat(without.path("checkpoint").path("weightsDigest"))
        .isEqualTo(with.path("checkpoint").path("weightsDigest"));
  }
}
