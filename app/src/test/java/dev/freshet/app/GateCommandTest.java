package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateCommandTest {
  private static final String[] PLACES = {"Oslo", "Bergen", "Tromso", "Bodo", "Molde"};

  @TempDir static Path folder;
  private static Path model = Path.of("");
  private static Path usual = Path.of("");
  private static Path strange = Path.of("");

  @BeforeAll
  static void makeFiles() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    List<String> news = new ArrayList<>();
    List<String> noise = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String place = PLACES[i % PLACES.length];
      String text = "The river rose %d feet in %s, and fell by %d.".formatted(i, place, i * i % 17);
      news.add("{\"topic\":\"news\",\"text\":\"%s\"}".formatted(text));
      noise.add("{\"topic\":\"ads\",\"text\":\"%s\"}".formatted(("zq" + i + "#").repeat(15)));
    }
    usual = Files.write(folder.resolve("usual.jsonl"), news);
    strange = Files.write(folder.resolve("strange.jsonl"), noise);
  }

  private static Run evaluate(Path in, Path out) {
    return Run.of(
        "gate",
        "evaluate",
        "--model",
        model,
        "--in-distribution",
        in,
        "--out-of-distribution",
        out,
        "--set",
        "gate.warm-up=10",
        "--set",
        "gate.false-quarantine=0.1",
        "--output",
        "json");
  }

  @Test
  void repeatedNoiseIsToldFromNews() {
    Run run = evaluate(usual, strange);
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    JsonNode json = run.json();

    assertThat(json.path("auroc").asDouble()).isGreaterThan(0.95);
    assertThat(json.path("fprAt95Tpr").asDouble()).isLessThan(0.2);
    assertThat(json.path("detectionDelayDocuments").isNumber()).isTrue();
    assertThat(json.path("falseQuarantineRate").asDouble()).isLessThan(0.3);
    assertThat(json.at("/afterAcceptance/falseQuarantineRate").asDouble()).isLessThan(0.3);
    assertThat(json.at("/afterAcceptance/documents").asInt()).isEqualTo(20);
  }

  @Test
  void windowsOfNoiseAreToldFromNewsByEveryTwoSampleTestAndWindowsOfNewsAreNot() {
    JsonNode windows = evaluate(usual, strange).json().path("windows");

    assertThat(windows.path("usual")).hasSize(2);
    for (JsonNode test : windows.path("usual")) {
      assertThat(test.path("window").asInt()).isEqualTo(24);
      assertThat(test.path("medianP").asDouble()).as(test.toString()).isGreaterThan(0.01);
    }
    for (JsonNode test : windows.path("strange")) {
      assertThat(test.path("medianP").asDouble()).as(test.toString()).isEqualTo(0.005);
      assertThat(test.path("alarms").asDouble()).isEqualTo(1);
    }
  }

  @Test
  void filesWithoutEnoughDocumentsAreRefusedWithTheNumberThatItTakes() throws IOException {
    Path one = Files.writeString(folder.resolve("one.jsonl"), "{\"text\":\"A river.\"}\n");
    Path none = Files.writeString(folder.resolve("none.jsonl"), "");

    Run tooFew = evaluate(one, strange);
    assertThat(tooFew.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(tooFew.json().at("/error/message").asText())
        .isEqualTo("1 documents are too few, it takes 38");
    assertThat(evaluate(usual, none).code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(evaluate(usual, one).json().at("/afterAcceptance/documents").asInt()).isEqualTo(1);
  }

  @Test
  void anAttackMakesTheOtherKindOfTheUsualFile() {
    JsonNode json =
        Run.of(
                "gate",
                "evaluate",
                "--model",
                model,
                "--in-distribution",
                usual,
                "--attack",
                "other-languages",
                "--set",
                "gate.warm-up=10",
                "--set",
                "gate.false-quarantine=0.1",
                "--output",
                "json")
            .json();

    assertThat(json.path("inDistribution").asInt()).isEqualTo(40);
    assertThat(json.path("outOfDistribution").asInt()).isEqualTo(20);
    assertThat(json.path("auroc").asDouble()).isGreaterThan(0.95);
  }

  @Test
  void oneKindOutOfDistributionIsAskedFor() {
    assertThat(Run.of("gate", "evaluate", "--in-distribution", usual).code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(Run.of("gate", "evaluate", "--in-distribution", usual, "--attack", "charm").code())
        .isEqualTo(ExitCode.USAGE);
  }
}
