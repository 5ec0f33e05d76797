package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateProbesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String MILL =
      "The Old Mill is a historic mill in Tudela, Spain. It was built in 1891 by Rui Costa for 3,200"
          + " florins.";

  @TempDir static Path models;
  @TempDir Path folder;

  @BeforeAll
  static void model() throws IOException {
    TinyModel.in(models.resolve("m"));
  }

  @Test
  void whatIsWrittenIsWhatIngestReads() throws IOException {
    Path lines = generated(documents(MILL), "p.jsonl");
    Path squad = generated(documents(MILL), "p.json");

    JsonNode document = MAPPER.readTree(Files.readString(lines));
    assertThat(document.path("text").asText()).isEqualTo(MILL);
    assertThat(document.path("probes")).hasSizeBetween(2, 4);
    Run check = Run.of("ingest", "--check", squad, "--min-words", "1", "--min-questions", "1");
    assertThat(check.out()).doesNotContain("span");
    List<String> forms = new ArrayList<>();
    for (Path file : List.of(lines, squad)) {
      Path again = folder.resolve("again-" + file.getFileName());
      Run rewritten = probes(file, again);
      assertThat(rewritten.code()).as(rewritten.err()).isEqualTo(ExitCode.OK);
      assertThat(rewritten.err()).doesNotContain("passed over");
    }
    for (JsonNode qa : MAPPER.readTree(Files.readString(squad)).findValue("qas")) {
      JsonNode answer = qa.path("answers").path(0);
      int start = MILL.offsetByCodePoints(0, answer.path("answer_start").asInt());
      assertThat(MILL.substring(start)).startsWith(answer.path("text").asText());
      forms.add(qa.path("form").asText("question"));
    }
    assertThat(forms).contains("question", "cloze");
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    Path in = documents(MILL + " It has a height of 31 metres. It was sold in 1920 in Madrid.");
    byte[] first = Files.readAllBytes(generated(in, "a.jsonl", "--per-document", "1"));
    assertThat(Files.readAllBytes(generated(in, "b.jsonl", "--per-document", "1")))
        .isEqualTo(first);
  }

  @Test
  void packedFilesAndFoldersAreReadLikeAnyOther() throws IOException {
    Path docs = Files.createDirectories(folder.resolve("docs"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(docs.resolve("mill.txt.gz")))) {
      out.write(MILL.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Files.writeString(docs.resolve("plain.md"), MILL.replace("Old Mill", "New Mill"));

    assertThat(Files.readAllLines(generated(docs, "p.jsonl"))).hasSize(2);
  }

  /** Documents that no rule can read are kept, without probes; one line says so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "no sentence at all",
        "| a | b |\n| 1 | 2 |",
        "for y in x: print(y)",
        "Der Rhein ist ein Strom in Europa. Er ist lang.",
        "北京是中国的首都。"
      })
  void aTextThatAllowsNoneIsKept(String text) throws IOException {
    Path out = folder.resolve("p.jsonl");
    Run run = probes(documents(text), out, "--kind", "question");
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.errLines())
        .containsExactly("no text allowed a probe: the rules read sentences in English");
    assertThat(MAPPER.readTree(Files.readString(out)).path("probes")).isEmpty();
  }

  @Test
  void whatCannotBeReadAndWhatComesTwiceIsToldAndPassedOver() throws IOException {
    String line = "{\"id\":\"a\",\"text\":\"" + MILL + "\"}\n";
    Path in =
        Files.writeString(
            folder.resolve("d.jsonl"),
            line
                + line.replace("1891", "1892")
                + "{\"text\":\""
                + "x".repeat(10 << 20)
                + "\"}\nno json\n");
    Run run = probes(in, folder.resolve("p.jsonl"), "--output", "json");

    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.json().path("documents").asInt()).isOne();
    assertThat(run.json().path("repeated").asInt()).isOne();
    assertThat(run.json().path("bad").asInt()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(3).allMatch(told -> told.startsWith("passed over: "));
    assertThat(run.err()).contains("d.jsonl:2").contains("d.jsonl:3").contains("d.jsonl:4");
  }

  @Test
  void aSampleShowsProbesBesideTheirText() throws IOException {
    Run run =
        Run.of(
            "generate", "probes", "--in", documents(MILL), "--kind", "question", "--sample", "5");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.out()).contains(" >> ").contains("[");
  }

  @Test
  void wrongOptionsAreUsageErrorsInOneLineAndARemedy() throws IOException {
    Path in = documents(MILL);
    Path out = folder.resolve("p.jsonl");
    assertRefused(ExitCode.USAGE, "--in", in);
    assertRefused(ExitCode.USAGE, "--out", out);
    assertRefused(ExitCode.USAGE, "--in", in, "--out", out, "--sample", "3");
    assertRefused(ExitCode.USAGE, "--in", in, "--out", out, "--seed", "many");
    assertRefused(ExitCode.USAGE, "--in", in, "--out", out, "--kind", "riddle");
    assertRefused(ExitCode.USAGE, "--in", in, "--out", out, "--per-document", "0");
    assertRefused(ExitCode.USAGE, "--in", in, "--sample", "0");
    assertRefused(
        ExitCode.USAGE, "--in", Files.writeString(folder.resolve("d.csv"), "a"), "--out", out);
    assertRefused(ExitCode.ARTEFACT, "--in", folder.resolve("none.jsonl"), "--out", out);
    assertRefused(
        ExitCode.FAILURE,
        "--in",
        in,
        "--kind",
        "question",
        "--out",
        folder.resolve("none").resolve("p.jsonl"));
    assertThat(out).doesNotExist();
    Run seed = Run.of("generate", "probes", "--in", in, "--out", out, "--seed", "many");
    assertThat(seed.err()).contains("'--seed': 'many' is not a whole number");
  }

  private Path documents(String text) throws IOException {
    return Files.writeString(folder.resolve("d.txt"), text);
  }

  private Path generated(Path in, String name, Object... more) {
    Path out = folder.resolve(name);
    Run run = probes(in, out, more);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    return out;
  }

  private static Run probes(Path in, Path out, Object... more) {
    List<Object> all = new ArrayList<>(List.of("generate", "probes", "--in", in, "--out", out));
    all.addAll(List.of("--model", models.resolve("m")));
    all.addAll(List.of(more));
    return Run.of(all.toArray());
  }

  private static void assertRefused(ExitCode code, Object... more) {
    List<Object> all = new ArrayList<>(List.of("generate", "probes"));
    all.addAll(List.of(more));
    Run run = Run.of(all.toArray());
    assertThat(run.code()).as(all.toString()).isEqualTo(code);
    assertThat(run.errLines()).as(run.err()).hasSize(2);
    assertThat(run.err()).doesNotContain("Exception");
  }
}
