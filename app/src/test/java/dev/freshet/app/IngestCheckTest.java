package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestCheckTest {
  private static final Path ALMANAC = Path.of("..", "data", "almanac.json");

  @TempDir Path folder;

  @Test
  void theBundledAlmanacHoldsWhatItsCardSays() {
    Run run = Run.of("ingest", "--check", ALMANAC, "--output", "json");

    JsonNode report = run.json();
    assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.OK);
    assertThat(report.path("topics").asInt()).isGreaterThanOrEqualTo(12);
    assertThat(report.path("paragraphs").asInt()).isGreaterThanOrEqualTo(240);
    assertThat(report.path("questions").asInt()).isGreaterThanOrEqualTo(720);
    assertThat(report.path("findings")).isEmpty();
  }

  @Test
  void findingsNameTheirPlaceAndExitWith1() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("small.json"),
            """
            {"data": [{"title": "rivers", "paragraphs": [
              {"context": "The Elbe flows through Dresden to the sea.", "qas": [
                {"id": "a", "question": "Through which town does the Elbe flow?",
                 "answers": [{"text": "Dresden", "answer_start": 23}]}]}]}]}
            """);

    Run run = Run.of("ingest", "--check", file, "--output", "json");
    Run text = Run.of("ingest", "--check", file, "--min-words", "5", "--min-questions", "1");

    assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(run.json().path("found").asInt()).isEqualTo(2);
    JsonNode first = run.json().path("findings").get(0);
    assertThat(first.path("rule").asText()).isEqualTo("length");
    assertThat(first.path("where").asText()).startsWith(file + ":2:");
    assertThat(first.path("article").asText()).isEqualTo("rivers");
    assertThat(first.path("remedy").asText()).isNotEmpty();
    assertThat(text.code()).as(text.out()).isEqualTo(ExitCode.OK);
    assertThat(text.out()).contains("1 paragraphs").endsWith("nothing found\n");
  }

  @Test
  void whatCannotBeCheckedIsToldInOneLineAndARemedy() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"data\": [");
    assertRefused(ExitCode.ARTEFACT, "ingest", "--check", broken);
    assertRefused(ExitCode.ARTEFACT, "ingest", "--check", folder.resolve("none.json"));
    assertRefused(ExitCode.USAGE, "ingest", "--check", ALMANAC, "--min-words", "few");
    assertRefused(ExitCode.USAGE, "ingest", "--check", ALMANAC, "--min-words", "200");
    assertRefused(ExitCode.USAGE, "ingest", ALMANAC, "--min-words", "20");
    assertRefused(
        ExitCode.USAGE, "ingest", "--check", Files.writeString(folder.resolve("a.md"), "x"));
  }

  private static void assertRefused(ExitCode code, Object... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.errLines()).hasSize(2);
    assertThat(run.err()).doesNotContain("Exception").doesNotContain("error: error");
  }
}
