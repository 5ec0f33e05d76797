package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pipeline on the broker within the process. */
class EmbeddedPipelineTest extends PipelineContract {
  @Override
  List<String> broker() {
    return List.of();
  }

  @Test
  void checkpointsAreListedVerifiedAndExportedToAModelThatAnswers() throws Exception {
    Path state = folder.resolve("state");
    assertThat(demo(List.of(), state, 4).code()).isEqualTo(ExitCode.OK);
    Run listed = Run.of("checkpoint", "ls", "--state", state, "--output", "json");
    String id = listed.json().path(0).path("id").asText();
    assertThat(listed.json().path(0).path("step").asInt()).isEqualTo(4);
    Run verified = Run.of("checkpoint", "verify", "--state", state, "--output", "json");
    assertThat(verified.code()).isEqualTo(ExitCode.OK);
    assertThat(verified.json().path("damaged")).isEmpty();
    Path target = folder.resolve("exported");
    Run exported =
        Run.of(
            "checkpoint",
            "export",
            id,
            target,
            "--state",
            state,
            "--set",
            "model.directory=" + folder.resolve("model"));
    assertThat(exported.code()).as(exported.err()).isEqualTo(ExitCode.OK);
    Run asked =
        Run.of(
            "ask",
            "--model",
            target,
            "--prompt",
            "The river",
            "--max-tokens",
            3,
            "--greedy",
            "--output",
            "json");
    assertThat(asked.code()).as(asked.err()).isEqualTo(ExitCode.OK);
    assertThat(asked.json().path("ids")).isNotEmpty();
  }

  @Test
  void ofDocumentsWithoutQuestionsUptakeIsReportedAllTheSame() throws Exception {
    Path texts = Files.createDirectories(folder.resolve("texts"));
    for (int i = 0; i < 3; i++) {
      Files.writeString(
          texts.resolve(i + ".txt"),
          "The Sea Mill is a mill in Arden, a town of Wales. It was built in " + (1890 + i) + ".");
    }
    Run run = demo(List.of(), folder.resolve("state"), 3, "--stream", texts);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.json().path("trained").asInt()).isEqualTo(3);
    assertThat(run.json().path("uptake").path("probes").asInt()).isBetween(6, 12);
    assertThat(run.json().path("uptake").path("nllNow").asDouble()).isPositive();
  }

  @Test
  void aBrokenStreamIsToldBeforeAnythingStarts() throws Exception {
    Path truncated =
        Files.writeString(folder.resolve("broken.json"), "{\"version\":\"1.1\",\"data\":[{\"title");
    Run run = Run.of("demo", "--stream", truncated);
    assertThat(run.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(run.errLines()).hasSizeLessThanOrEqualTo(3);
    assertThat(run.err()).contains("broken.json").doesNotContain("Exception");
  }

  @Test
  void aFolderOfSomeoneElseIsNotEmptied() throws Exception {
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("precious.txt"), "keep");
    Run run = demo(List.of(), foreign, 2, "--fresh");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(foreign.resolve("precious.txt")).exists();
  }
}
