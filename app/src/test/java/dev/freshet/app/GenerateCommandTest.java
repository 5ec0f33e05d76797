package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
  @TempDir Path folder;

  @Test
  void stdoutAndAFileGetTheSameBytes() throws IOException {
    Path file = folder.resolve("c.jsonl");

    Run onto = Run.of("generate", "chronicle", "--seed", "3", "--documents", "50");
    Run into =
        Run.of(
            "generate",
            "chronicle",
            "--seed",
            "3",
            "--documents",
            "50",
            "--out",
            file,
            "--output",
            "json");

    assertThat(onto.code()).isEqualTo(ExitCode.OK);
    assertThat(onto.out()).isEqualTo(Files.readString(file)).hasLineCount(50);
    assertThat(into.json().path("documents").asInt()).isEqualTo(50);
    assertThat(into.json().path("probes").path("new").asInt()).isGreaterThanOrEqualTo(50);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theSquadFormIsOneDocumentThatTheCheckReads() throws IOException {
    Path file = folder.resolve("c.json");
    Run.of(
        "generate",
        "chronicle",
        "--seed",
        "3",
        "--documents",
        "5",
        "--format",
        "squad",
        "--out",
        file,
        "--drift",
        "at=2,kind=wording",
        "--drift",
        "at=3,kind=rate,to=0");

    Run check = Run.of("ingest", "--check", file, "--min-words", "1", "--min-questions", "1");
    assertThat(check.code()).as(check.out()).isEqualTo(ExitCode.OK);
    assertThat(check.out()).contains("5 paragraphs");
  }

  @Test
  void wrongOptionsAreUsageErrorsInOneLineAndARemedy() {
    assertUsage("--seed", "many", "--documents", "5");
    assertUsage("--seed", "1.5", "--documents", "5");
    assertUsage("--seed", "1");
    assertUsage("--documents", "5");
    assertUsage("--seed", "1", "--documents", "0");
    assertUsage("--seed", "1", "--documents", "5", "--entities", "3");
    assertUsage("--seed", "1", "--documents", "5", "--change-rate", "NaN");
    assertUsage("--seed", "1", "--documents", "5", "--noise", "-1");
    assertUsage("--seed", "1", "--documents", "5", "--drift", "at=1,kind=mood");
    assertUsage("--seed", "1", "--documents", "5", "--format", "csv");
    assertUsage("--seed", "1", "--documents", "5", "--output", "json");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() {
    Path file = folder.resolve("none").resolve("c.jsonl");
    Run run = Run.of("generate", "chronicle", "--seed", "1", "--documents", "5", "--out", file);
    assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(run.errLines()).hasSize(2);
    assertThat(run.err()).contains(file.toString()).doesNotContain("Exception");
  }

  /** As {@code | head} leaves it: a reader who has had enough is no fault. */
  @Test
  void aPipeThatIsClosedEarlyEndsTheCommandQuietly() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream closing =
        new OutputStream() {
          private int left = 1000;

          @Override
          public void write(int b) throws IOException {
            if (left-- <= 0) {
              throw new IOException("Broken pipe");
            }
          }
        };
    try (PrintStream out = new PrintStream(closing, false, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      Surroundings surroundings =
          new Surroundings(
              out, errors, Map.of(), Terminal.NONE, Terminal.NONE, new Interruption(errors));
      ExitCode code =
          Freshet.execute(
              surroundings, "generate", "chronicle", "--seed", "1", "--documents", "1000000");
      assertThat(code).isEqualTo(ExitCode.OK);
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aDemoReadsAFileOrTheChronicle() {
    Run run = Run.of("demo", "--chronicle", "--stream", "x.json");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
  }

  private static void assertUsage(String... more) {
    Object[] all = new Object[more.length + 2];
    all[0] = "generate";
    all[1] = "chronicle";
    System.arraycopy(more, 0, all, 2, more.length);
    Run run = Run.of(all);
    assertThat(run.code()).as(String.join(" ", more)).isEqualTo(ExitCode.USAGE);
    assertThat(run.errLines()).hasSize(2);
    assertThat(run.err()).doesNotContain("Exception");
  }
}
