package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  private static final List<String> CONTRACT_ROW =
      List.of(
          "weighting",
          "learningRate",
          "selected",
          "nllBase",
          "nllNow",
          "nllGain",
          "nllGainCi95",
          "f1Base",
          "f1Now",
          "emNow",
          "localityNllBase",
          "localityNllNow",
          "localityKl",
          "secondsPerDocument",
          "peakRssMiB");

  @TempDir static Path folder;
  private static Path model = Path.of("");
  private static Path stream = Path.of("");

  @BeforeAll
  static void makeModel() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    stream = SmallStream.in(folder.resolve("stream.json"), 12);
    Files.writeString(folder.resolve("reference.txt"), TinyModel.TEXT.repeat(3));
  }

  private static Run evaluate(Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--model",
                model,
                "--stream",
                stream,
                "--reference",
                folder.resolve("reference.txt"),
                "--state",
                folder.resolve("state"),
                "--set",
                "adapter.optimizer=sgd",
                "--set",
                "adapter.weighting=uniform",
                "--set",
                "adapter.anchor.weight=0",
                "--set",
                "adapter.learning-rate=0.1"));
    all.addAll(List.of(more));
    return Run.of(all.toArray());
  }

  private static List<JsonNode> rows(JsonNode json, String mode) {
    List<JsonNode> rows = new ArrayList<>();
    json.path("rows")
        .forEach(
            row -> {
              if (row.path("mode").asText().equals(mode)) {
                rows.add(row);
              }
            });
    return rows;
  }

  @Test
  void articlesThatTheBaseMayHaveReadOfAreToldApart() throws IOException {
    JsonNode squad = new ObjectMapper().readTree(stream.toFile());
    String title = squad.path("data").get(0).path("title").asText();
    Path corpus =
        Files.writeString(folder.resolve("corpus.txt"), "It is known that " + title + " is here.");
    Run run = evaluate("--rates", "0.05,0.1,0.2", "--corpus", corpus, "--output", "json");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    Map<String, JsonNode> rows = new HashMap<>();
    run.json().path("controls").forEach(row -> rows.put(row.path("control").asText(), row));
    assertThat(rows).containsOnlyKeys("in-corpus", "not-in-corpus");
    JsonNode all = rows(run.json(), "independent").get(1);
    int known = squad.path("data").get(0).path("paragraphs").size();
    int inCorpus = Objects.requireNonNull(rows.get("in-corpus")).path("trials").asInt();
    int others = Objects.requireNonNull(rows.get("not-in-corpus")).path("trials").asInt();
    assertThat(inCorpus).isEqualTo(known).isPositive();
    assertThat(inCorpus + others).isEqualTo(all.path("trials").asInt());
    assertThat(others).isPositive();
  }

  @Test
  void independentDocumentsWithASweepGiveTheContractsJson() {
    Run run =
        evaluate(
            "--weighting",
            "uniform,salient",
            "--sweep",
            "--independent",
            "--documents",
            6,
            "--output",
            "json");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    JsonNode json = run.json();
    List<JsonNode> rows = rows(json, "independent");
    assertThat(rows).hasSameSizeAs(json.path("rows")).hasSizeGreaterThanOrEqualTo(6);
    for (JsonNode row : rows) {
      CONTRACT_ROW.forEach(field -> assertThat(row.has(field)).as(field).isTrue());
      assertThat(row.path("nllGain").asDouble())
          .isCloseTo(row.path("nllBase").asDouble() - row.path("nllNow").asDouble(), within(1e-9));
      assertThat(row.path("localityKl").asDouble()).isPositive();
      assertThat(row.path("questions").asInt()).isEqualTo(12);
    }
    assertThat(rows).filteredOn(row -> row.path("selected").asBoolean()).hasSize(2);
    assertThat(json.path("atEqualLocality")).hasSize(2);
    JsonNode first = json.path("atEqualLocality").get(0);
    assertThat(first.path("weighting").asText()).isEqualTo("uniform");
    assertThat(first.path("localityKl").asDouble())
        .isEqualTo(json.path("budget").get(0).path("localityKl").asDouble());
    assertThat(first.has("ratioCi95")).isTrue();
    // One article is left for the stream: no interval.
    assertThat(rows.get(0).path("nllGainCi95").isNull()).isTrue();
    assertThat(run.err()).contains("1 of 2 articles set apart").contains("--seed 1");
  }

  @Test
  void oneRunGivesIndependentDocumentsAndSequences() {
    Run run =
        evaluate(
            "--weighting", "uniform,tfidf", "--independent", "--orders", 5, "--output", "json");
    JsonNode json = run.json();
    List<JsonNode> passes = rows(json, "sequence");
    assertThat(rows(json, "independent").size()).isGreaterThanOrEqualTo(6);
    assertThat(passes.size()).isGreaterThanOrEqualTo(6);
    for (JsonNode row : passes) {
      assertThat(row.path("trials").asInt()).isEqualTo(5);
      assertThat(row.path("nllGainCi95")).hasSize(2);
      assertThat(row.path("forgotten").asDouble())
          .isCloseTo(
              row.path("nllNow").asDouble() - row.path("nllRightAfter").asDouble(), within(1e-9));
    }
    assertThat(json.path("budget").get(1).path("from").asText()).contains("uniform");
    // Without a validation, uniform is compared with itself at its own rate: a ratio of 1.
    assertThat(json.path("atEqualLocality").get(0).path("ratioToUniform").asDouble())
        .isCloseTo(1, within(1e-9));
    assertThat(run.err()).contains("12 documents with questions, not 150");
  }

  @Test
  void aSecondRunFindsWhatTheFirstComputed() {
    Path work = folder.resolve("work");
    Object[] options = {"--documents", 4, "--work", work, "--output", "json", "--orders", 1};
    JsonNode first = evaluate(options).json();
    JsonNode second = evaluate(options).json();
    assertThat(second.path("rows").get(0).path("secondsPerDocument"))
        .isEqualTo(first.path("rows").get(0).path("secondsPerDocument"));
  }

  @Test
  void controlsStandApartFromTheRows() {
    JsonNode json =
        evaluate("--weighting", "uniform,salient", "--controls", "all", "--output", "json").json();
    List<String> found = new ArrayList<>();
    for (JsonNode control : json.path("controls")) {
      found.add(control.path("control").asText() + " " + control.path("weighting").asText());
    }
    assertThat(found)
        .containsExactly(
            "none ",
            "shuffled-document uniform",
            "other-probes uniform",
            "mean-weight salient",
            "shuffled-weights salient",
            "shuffled-document salient",
            "other-probes salient");
    assertThat(rows(json, "independent"))
        .extracting(row -> row.path("weighting").asText())
        .containsOnly("uniform", "salient");
    JsonNode retrieval = json.path("retrieval");
    assertThat(retrieval.path("questions").asInt()).isEqualTo(24);
    assertThat(retrieval.path("passageHoldsAnswer").asDouble()).isBetween(0.05, 1.0);
    assertThat(evaluate("--controls", "nothing").err()).contains("there is no control nothing");
  }

  @Test
  void theReportIsAPageAPlotAndTheJson() throws IOException {
    Path out = folder.resolve("out");
    Run run =
        evaluate(
            "--weighting",
            "uniform,salient",
            "--orders",
            5,
            "--independent",
            "--controls",
            "bm25",
            "--out",
            out);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(out.resolve("report.html"))
        .content()
        .contains(
            "<svg", "prefers-color-scheme: dark", "salient: gain", "All documents in sequence")
        .doesNotContain("http", "src=", "<script", "NaN");
    assertThat(ImageIO.read(out.resolve("report.png").toFile()).getHeight())
        .isEqualTo(4 * EvaluationPlot.HEIGHT);
    JsonNode json = new ObjectMapper().readTree(out.resolve("report.json").toFile());
    assertThat(json.path("atEqualLocality").size()).isEqualTo(4);
  }

  @Test
  void aTableIsPrintedForAPerson() {
    Run run = evaluate("--documents", 4);
    assertThat(run.out()).contains("independent, compared at KL").contains("uniform");
  }

  @Test
  void anArticleThatIsInBothFilesIsLeftOutOfTheValidation() throws IOException {
    Path both = SmallStream.in(folder.resolve("both.json"), 4);
    Run run = evaluate("--validation", both);
    assertThat(run.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(run.err()).contains("every article of the validation is in the stream too");

    Path mixed = folder.resolve("mixed.json");
    Files.writeString(
        mixed,
        Files.readString(both)
            .replace("\"hills\"", "\"valleys\"")
            .replace("hills of hills", "valleys"));
    Run some = evaluate("--validation", mixed, "--output", "json");
    assertThat(some.code()).as(some.err()).isEqualTo(ExitCode.OK);
    assertThat(some.err()).contains("2 validation documents left out");
    assertThat(some.json().path("validationDocuments").asInt()).isEqualTo(2);
  }

  @Test
  void oneArticleCannotBeSplit() throws IOException {
    Path one = folder.resolve("one.json");
    Files.writeString(one, Files.readString(stream).replace("\"hills\"", "\"rivers\""));
    Run run = Run.of("evaluate", "--model", model, "--stream", one, "--sweep");
    assertThat(run.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(run.err()).contains("all documents are of one article");
  }

  @Test
  void variantsStandBesideTheFirstWeighting() throws IOException {
    Path anchor = Files.writeString(folder.resolve("anchor.txt"), TinyModel.TEXT);
    Run run =
        evaluate(
            "--orders",
            1,
            "--documents",
            6,
            "--rates",
            "0.1",
            "--variant",
            "rehearsal:adapter.rehearsal.documents=2,adapter.rehearsal.weight=0.5",
            "--variant",
            "anchor:adapter.anchor.weight=0.5,adapter.anchor.text=" + anchor,
            "--variant",
            "share:adapter.update-share=0.05",
            "--variant",
            "sparse:adapter.sparse.neurons=8,adapter.sparse.text=" + anchor,
            "--variant",
            "average:adapter.average=6",
            "--output",
            "json");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    Map<String, JsonNode> rows = new HashMap<>();
    run.json().path("rows").forEach(row -> rows.put(row.path("weighting").asText(), row));
    assertThat(rows)
        .containsOnlyKeys("uniform", "rehearsal", "anchor", "share", "sparse", "average");
    double plain = kl(rows, "uniform");
    assertThat(kl(rows, "anchor")).isPositive().isLessThan(plain);
    assertThat(kl(rows, "sparse")).isPositive().isLessThan(plain);
    assertThat(kl(rows, "share")).isPositive().isLessThan(plain);
    assertThat(kl(rows, "average")).isPositive().isLessThan(plain);
    assertThat(kl(rows, "rehearsal")).isPositive().isNotEqualTo(plain);
  }

  private static double kl(Map<String, JsonNode> rows, String name) {
    return Objects.requireNonNull(rows.get(name)).path("localityKl").asDouble();
  }

  @Test
  void aVariantThatCannotBeTriedIsOneClearLine() {
    assertThat(evaluate("--variant", "nameless").err()).contains("has no name");
    Run batch = evaluate("--variant", "x:adapter.batch=4");
    assertThat(batch.code()).isEqualTo(ExitCode.USAGE);
    assertThat(batch.err()).contains("`adapter.batch=4` is no setting that an evaluation steps by");
    assertThat(evaluate("--variant", "x:adapter.average=-1").code())
        .isEqualTo(ExitCode.CONFIGURATION);
    assertThat(evaluate("--variant", "uniform:adapter.average=5").err())
        .contains("called as another");
    String reference = folder.resolve("reference.txt").toString();
    assertThat(
            evaluate("--variant", "x:adapter.anchor.weight=1,adapter.anchor.text=" + reference)
                .err())
        .contains("damage would be measured on the text of `adapter.anchor.text`");
  }

  @Test
  void badInputIsOneClearLine() throws IOException {
    Path without = folder.resolve("without.jsonl");
    Files.writeString(without, "{\"text\": \"No question here.\"}\n");
    assertThat(runOn(without).err()).contains("no document here has questions");
    assertThat(evaluate("--weighting", "nothing").err()).contains("there is no weighting nothing");
    assertThat(evaluate("--weighting", "uniform,uniform").code()).isEqualTo(ExitCode.USAGE);
    assertThat(evaluate("--documents", 0).code()).isEqualTo(ExitCode.USAGE);
    assertThat(evaluate("--damage", -1).code()).isEqualTo(ExitCode.USAGE);
    assertThat(evaluate("--weighting", "uniform@nothing").err())
        .contains("there is no optimizer nothing");
  }

  private static Run runOn(Path file) {
    return Run.of("evaluate", "--model", model, "--stream", file);
  }
}
