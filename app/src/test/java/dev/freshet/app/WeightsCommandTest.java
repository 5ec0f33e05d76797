package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import dev.freshet.learner.tokenizer.EncodedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsCommandTest {
  private static final String TEXT = "The river rose 3 feet in Oslo <b>&.";

  @TempDir static Path folder;
  private static Path model = Path.of("");
  private static Path text = Path.of("");

  @BeforeAll
  static void makeModel() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    text = Files.writeString(folder.resolve("text.txt"), TEXT);
  }

  private static Run show(Object... more) {
    Object[] all = new Object[more.length + 6];
    Object[] head = {"weights", "show", "--model", model, "--in", text};
    System.arraycopy(head, 0, all, 0, 6);
    System.arraycopy(more, 0, all, 6, more.length);
    return Run.of(all);
  }

  @Test
  void everyTokenHasItsWeightAndEveryKindItsSum() {
    Run run = show("--weighting", "salient", "--against", "uniform", "--output", "json");
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    JsonNode json = run.json();
    assertThat(json.path("weightings")).extracting(JsonNode::asText).contains("salient", "uniform");
    StringBuilder all = new StringBuilder();
    int tokens = 0;
    for (JsonNode token : json.path("tokens")) {
      String covered = TEXT.substring(token.path("start").asInt(), token.path("end").asInt());
      assertThat(token.path("text").asText()).isEqualTo(covered);
      all.append(covered);
      boolean salient = covered.matches(".*[3Oslo].*") && token.path("weights").get(0).asInt() == 1;
      assertThat(token.path("weights").get(1).asInt()).isEqualTo(1);
      if (covered.contains("3")) {
        assertThat(salient).isTrue();
      }
      tokens++;
    }
    assertThat(all.toString()).isEqualTo(TEXT);
    JsonNode last = json.path("kinds").get(json.path("kinds").size() - 1);
    assertThat(last.path("kind").asText()).isEqualTo("all");
    assertThat(last.path("tokens").asInt()).isEqualTo(tokens);
  }

  @Test
  void withoutColoursTheShadeIsADigit() {
    Run run = show("--weighting", "salient");
    assertThat(run.out()).contains("3[9]").contains("[0]").doesNotContain("\u001b");
    assertThat(run.out()).contains("kind").contains("function word").contains("number");
  }

  @Test
  void withColoursTheGroundIsTheShade() {
    EncodedText encoded =
        new EncodedText("a b\u001b", new int[] {0, 1, 2}, new int[] {0, 0, 2}, new int[] {0, 1, 4});
    WeighedText map = new WeighedText("w", encoded, new float[] {0, 2});
    assertThat(WeightsMap.of(new Terminal(true, true, 80), map.heatMap()))
        .isEqualTo("a \u001b[38;5;16m\u001b[48;5;196mb\uFFFD\u001b[0m");
  }

  @Test
  void thePageEscapesTheTextAndNeedsNothingElse() throws IOException {
    Path page = folder.resolve("page.html");
    Run run = show("--weighting", "salient", "--against", "uniform", "--html", page);
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(page)
        .content()
        .contains("prefers-color-scheme: dark", "width=device-width", "maps two")
        .doesNotContain("<b>", "http", "src=", "<script")
        .contains("&lt;", "&amp;");
  }

  @Test
  void aWeightingThatFindsTheMarkedSpansHasAnAreaOfOne() throws IOException {
    int oslo = TEXT.indexOf("Oslo");
    int three = TEXT.indexOf("3");
    String line =
        "{\"text\": \"%s\", \"news\": [{\"start\": %d, \"end\": %d}, {\"start\": %d, \"end\": %d}]}%n"
            .formatted(TEXT, oslo, oslo + 4, three, three + 1);
    Path file = Files.writeString(folder.resolve("marked.jsonl"), line + "\n" + line);
    JsonNode rows = auc(file, "salient,uniform");
    assertThat(rows.get(0).path("auc").asDouble()).isEqualTo(1);
    assertThat(rows.get(1).path("auc").asDouble()).isEqualTo(0.5);
    assertThat(rows.get(0).path("marked").asInt()).isPositive();
  }

  /** A sentence weighs what its tokens do on the mean, and is marked where any part of it is. */
  @Test
  void sentencesAreRankedByTheirMeanWeight() throws IOException {
    String told = "Oslo elected Ada Lovelace. ";
    String text = told + "It was a day as any other and Oslo slept well. Nothing was to be said.";
    int elected = text.indexOf("elected");
    Path file =
        Files.writeString(
            folder.resolve("sentences.jsonl"),
            "{\"text\": \"%s\", \"news\": [{\"start\": %d, \"end\": %d}]}"
                .formatted(text, elected, elected + 7));
    JsonNode row = auc(file, "salient").get(0);
    // "elected" is no name, yet its sentence is the one with most of them.
    assertThat(row.path("auc").asDouble()).isLessThan(0.5);
    assertThat(row.path("sentenceAuc").asDouble()).isEqualTo(1);
    assertThat(row.path("sentences").asInt()).isEqualTo(3);
    assertThat(row.path("sentencesMarked").asInt()).isEqualTo(1);
  }

  private JsonNode auc(Path file, String weightings) {
    return Run.of(
            "weights",
            "auc",
            "--model",
            model,
            "--in",
            file,
            "--output",
            "json",
            "--weighting",
            weightings)
        .json();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\": 3} | it lacks",
        "{ | JSON Lines",
        "{\"text\": \"ab\", \"news\": [{\"start\": 1, \"end\": 9}]} | does not lie within",
        "'' | it holds no documents"
      })
  void damagedMarksNameTheirLine(String line, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("damaged.jsonl"), line);
    Run run = Run.of("weights", "auc", "--model", model, "--in", file);
    assertThat(run.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(run.err()).contains(message).contains("damaged.jsonl");
  }

  @ParameterizedTest
  @CsvSource({"oracle,CONFIGURATION", "nothing,CONFIGURATION", "camels,ARTEFACT"})
  void aWeightingThatIsNotThereIsOneClearLine(String name, ExitCode code) {
    Run run = show("--weighting", name);
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.errLines()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aTextOfNoTokenCannotBeShown() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    Run run = Run.of("weights", "show", "--model", model, "--weighting", "uniform", "--in", empty);
    assertThat(run.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(run.err()).contains("fewer than two tokens");
  }
}
