package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.AdapterSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandsTest {
  @TempDir static Path folder;
  private static Path model = Path.of("");

  @BeforeAll
  static void makeModel() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
  }

  private static Run ask(Object... more) {
    Object[] all = new Object[more.length + 5];
    System.arraycopy(new Object[] {"ask", "--model", model, "--output", "json"}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    return Run.of(all);
  }

  @Test
  void askingGreedilyTwiceGivesTheSameIds() {
    Run first = ask("--prompt", "The river", "--max-tokens", "8", "--greedy");
    Run second = ask("--prompt", "The river", "--max-tokens", "8", "--greedy");

    JsonNode answer = first.json();
    assertThat(first.code()).isEqualTo(ExitCode.OK);
    assertThat(answer.path("promptIds").get(0).asInt()).as("the beginning token").isZero();
    assertThat(answer.path("ids")).hasSizeLessThanOrEqualTo(8);
    assertThat(answer.path("stopReason").asText()).isIn("end", "length");
    assertThat(second.json()).isEqualTo(answer);
  }

  @Test
  void drawsFollowTheirSeed() {
    Run one = ask("--prompt", "The", "--max-tokens", "16", "--temperature", "1", "--seed", "1");
    Run same = ask("--prompt", "The", "--max-tokens", "16", "--temperature", "1", "--seed", "1");
    Run other = ask("--prompt", "The", "--max-tokens", "16", "--temperature", "1", "--seed", "2");

    assertThat(same.json()).isEqualTo(one.json());
    assertThat(other.json()).isNotEqualTo(one.json());
  }

  @Test
  void theContextEndsAContinuation() {
    JsonNode answer = ask("--prompt", "The", "--max-tokens", "500", "--seed", "3").json();

    assertThat(answer.path("stopReason").asText()).isIn("context", "end");
    assertThat(answer.path("ids").size() + answer.path("promptIds").size()).isLessThanOrEqualTo(64);
  }

  @Test
  void promptsThatCannotBeReadAreUsageErrors() {
    for (Run run :
        new Run[] {
          ask("--prompt", ""),
          ask("--prompt", "river ".repeat(200)),
          ask("--prompt", "x", "--max-tokens", "0"),
          ask("--prompt", "x", "--greedy", "--seed", "1"),
          ask("--prompt", "x", "--temperature", "-1"),
          ask("--prompt", "x", "--top-p", "0")
        }) {
      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.json().at("/error/code").asText()).isEqualTo("usage");
      assertThat(run.errLines()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void brokenModelsExitWith5() throws IOException {
    Path lying = TinyModel.in(folder.resolve("lying"));
    byte[] lie = {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'};
    Files.write(lying.resolve("model.safetensors"), lie);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.writeString(empty.resolve("config.json"), "{}");
    Path garbled = TinyModel.in(folder.resolve("garbled"));
    Files.writeString(garbled.resolve("tokenizer.json"), "{\"version\":");

    for (Path bad : new Path[] {lying, empty, garbled, folder.resolve("none")}) {
      Run run = Run.of("ask", "--model", bad, "--prompt", "x");
      assertThat(run.code()).as(bad.toString()).isEqualTo(ExitCode.ARTEFACT);
      assertThat(run.errLines()).hasSize(2);
      assertThat(run.err()).contains(bad.toString()).doesNotContain("Exception");
    }
  }

  @Test
  void curvatureIsMeasuredAndKeptWithTheModel() throws IOException {
    Path fresh = TinyModel.in(folder.resolve("fresh"));
    Path corpus = Files.writeString(folder.resolve("corpus.txt"), "The river.\n\nThe sea.\n");

    Run run = Run.of("curvature", "--model", fresh, "--corpus", corpus, "--output", "json");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.json().path("documents").asInt()).isEqualTo(2);
    assertThat(Path.of(run.json().path("file").asText())).isRegularFile();
    try (LanguageModel opened = LanguageModel.read(fresh, Torch.device("cpu"))) {
      assertThat(opened.preconditioner(AdapterSettings.Optimizer.KRONECKER, 0.3)).isPresent();
      assertThat(opened.preconditionerDigest(AdapterSettings.Optimizer.KRONECKER)).hasSize(64);
    }
  }

  @Test
  void curvatureOfNothingIsAUsageError() throws IOException {
    Path nothing = Files.writeString(folder.resolve("nothing.txt"), "\n\n");
    Path something = Files.writeString(folder.resolve("something.txt"), "The river.\n");
    for (Run run :
        new Run[] {
          Run.of("curvature", "--model", model, "--corpus", nothing),
          Run.of("curvature", "--model", model, "--corpus", something, "--rank", "0"),
          Run.of("curvature", "--model", model, "--corpus", something, "--documents", "0")
        }) {
      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.errLines()).hasSize(2);
    }
    assertThat(model.resolve("kronecker-factors.safetensors")).doesNotExist();
  }

  @Test
  void aScoreIsTheMeanOverDisjointWindows() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), TinyModel.TEXT.repeat(20));

    Run run = Run.of("score", "--model", model, "--in", text, "--output", "json");

    JsonNode score = run.json();
    try (LanguageModel opened = LanguageModel.read(model, Torch.device("cpu"))) {
      ReferenceText.Likelihood expected =
          ReferenceText.read(text, opened).likelihood(opened.parameters());
      assertThat(score.path("tokens").asLong()).isEqualTo(expected.tokens());
      assertThat(score.path("nll").asDouble()).isCloseTo(expected.nll(), within(1e-5));
    }
    assertThat(score.path("perplexity").asDouble())
        .isCloseTo(Math.exp(score.path("nll").asDouble()), within(1e-9));
  }

  @Test
  void textsThatCannotBeScoredExitWith5() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {0, -1, -2, 5});
    Path large = Files.write(folder.resolve("large.txt"), new byte[5 << 20]);

    for (Path bad : new Path[] {empty, binary, large, folder, folder.resolve("none.txt")}) {
      Run run = Run.of("score", "--model", model, "--in", bad, "--output", "json");
      assertThat(run.code()).as(bad.toString()).isEqualTo(ExitCode.ARTEFACT);
      assertThat(run.json().at("/error/where").asText()).isEqualTo(bad.toString());
    }
  }

  @Test
  void theDoctorFindsAWellModelWellAndAMissingOneMissing() {
    Run well = Run.of("doctor", "--set", "model.directory=" + model, "--set", "http.port=0");
    Run ill = Run.of("doctor", "--set", "model.directory=nowhere", "--output", "json");

    assertThat(well.code()).as(well.out()).isEqualTo(ExitCode.OK);
    assertThat(well.out()).contains("PyTorch 2.7.1");
    assertThat(ill.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(ill.json().path("ok").asBoolean(true)).isFalse();
    assertThat(ill.json().path("checks"))
        .filteredOn(check -> check.path("level").asText().equals("fail"))
        .extracting(check -> check.path("check").asText())
        .contains("model");
  }
}
