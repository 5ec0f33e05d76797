package dev.freshet.ingest.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.check.Finding.Rule;
import dev.freshet.ingest.records.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SquadCheckTest {
  private static final CheckRules LOOSE = new CheckRules(1, 150, 0);
  private static final String TEXT =
      "The Iron Bridge over the Severn was cast by Abraham Darby in 1779. "
          + "A falcon nests there and folds its wings. 😀 It takes a toll of sixpence.";

  @TempDir Path folder;

  @Test
  void aGoodParagraphIsCountedAndNothingIsFound() throws IOException {
    CheckReport report =
        check(LOOSE, qa("a", "Who cast the Iron Bridge?", "Abraham Darby", start("Abraham Darby")));

    assertThat(report.findings()).isEmpty();
    assertThat(report.isClean()).isTrue();
    assertThat(report.paragraphs()).isOne();
    assertThat(report.questions()).isOne();
    assertThat(report.words()).isEqualTo(28).isEqualTo(report.mostWords());
  }

  /** After an emoji, which is one code point and two UTF-16 units. */
  @Test
  void answersAreFoundAtTheirCodePointAndNoOther() throws IOException {
    int units = TEXT.indexOf("sixpence");
    String asked = "What toll does the Iron Bridge take?";
    assertThat(check(LOOSE, qa("a", asked, "sixpence", units - 1)).findings()).isEmpty();

    Finding off = only(check(LOOSE, qa("a", asked, "sixpence", units)));
    assertThat(off.rule()).isEqualTo(Rule.SPAN);
    assertThat(off.remedy()).isEqualTo("set answer_start to " + (units - 1));
    assertThat(off.where()).startsWith(folder.resolve("t.json") + ":1:");
    assertThat(off.article()).isEqualTo("bridges");
    assertThat(off.paragraph()).isOne();
    assertThat(off.id()).isEqualTo("a");
    for (int start : new int[] {-1, Integer.MAX_VALUE}) {
      assertThat(only(check(LOOSE, qa("a", asked, "sixpence", start))).rule()).isEqualTo(Rule.SPAN);
    }
    assertThat(only(check(LOOSE, qa("a", asked, "sevenpence", 0))).message())
        .contains("not in the");
  }

  @Test
  void whatHeldBeforeIsAnotherAnswer() throws IOException {
    ObjectNode asked =
        qa("a", "Who cast the Iron Bridge?", "Abraham Darby", start("Abraham Darby"));
    assertThat(check(LOOSE, asked.put("was", "Thomas Telford")).findings()).isEmpty();

    Finding same = only(check(LOOSE, asked.put("was", "Abraham Darby")));
    assertThat(same.rule()).isEqualTo(Rule.FORM);
    assertThat(same.message()).contains("`was` is the answer itself");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "What did he cast in 1779?                     | NONE",
        "What did he cast?                             | POINTS_OUTSIDE",
        "Over which river does it stand?               | POINTS_OUTSIDE",
        "What does this bridge take?                   | POINTS_OUTSIDE",
        "Why does a falcon fold its wings?             | NONE",
        "How long did it take to cast the bridge?      | NONE",
        "Who built the Forth crossing?                 | ANSWERABLE",
        "Who cast the bridge near Cardiff?             | ANSWERABLE",
        "Who cast the Iron Bridge?                     | NONE",
        "What did the bridges of the Severn cost?      | NONE",
        "Did Abraham Darby cast the bridge?            | GIVEN_AWAY",
        "Did ABRAHAM DARBY, the founder, cast bridges? | GIVEN_AWAY",
      })
  void questionsAreReadForWhatTheyNeed(String question, String expected) throws IOException {
    CheckReport report = check(LOOSE, qa("a", question, "Abraham Darby", start("Abraham Darby")));

    if (expected.equals("NONE")) {
      assertThat(report.findings()).isEmpty();
    } else {
      assertThat(report.findings())
          .extracting(Finding::rule)
          .as(question)
          .contains(Rule.valueOf(expected));
    }
  }

  @Test
  void nothingStandsTwiceAcrossFiles() throws IOException {
    Path one = write("one.json", TEXT, List.of(iron("a", "Who cast the Iron Bridge?")));
    Path two = write("two.json", TEXT + " ", List.of(iron("a", "Who  cast the IRON bridge ?")));

    CheckReport report = new SquadCheck(LOOSE).read(one).read(two).report();

    assertThat(report.files()).isEqualTo(2);
    assertThat(report.topics()).isOne();
    assertThat(report.articles()).isEqualTo(2);
    assertThat(report.findings()).allMatch(finding -> finding.rule() == Rule.DUPLICATE);
    assertThat(report.findings())
        .extracting(Finding::message)
        .satisfiesExactly(
            message -> assertThat(message).startsWith("the same paragraph as at " + one),
            message -> assertThat(message).startsWith("the same id as at " + one),
            message -> assertThat(message).startsWith("the same question as at " + one));
  }

  /** A fact that changed is asked for again. */
  @Test
  void aQuestionMayComeAgainWithAnotherAnswer() throws IOException {
    String asked = "What stands over the Severn?";
    Path one = write("one.json", TEXT, List.of(qa("a", asked, "Iron", start("Iron"))));
    Path two =
        write("two.json", TEXT + " Yes.", List.of(qa("b", asked, "falcon", start("falcon"))));

    Path back = write("back.json", TEXT + " No.", List.of(qa("c", asked, "Iron", start("Iron"))));
    Path again = write("again.json", TEXT + " Oh.", List.of(qa("d", asked, "Iron", start("Iron"))));

    assertThat(new SquadCheck(LOOSE).read(one).read(two).read(back).report().findings())
        .noneMatch(finding -> finding.rule() == Rule.DUPLICATE);
    assertThat(new SquadCheck(LOOSE).read(one).read(again).report().findings())
        .extracting(Finding::rule)
        .contains(Rule.DUPLICATE);
  }

  @Test
  void lengthsAndCountsHaveTheirBounds() throws IOException {
    CheckReport report = check(new CheckRules(60, 150, 3), iron("a", "Who cast the Iron Bridge?"));
    assertThat(report.findings())
        .extracting(Finding::rule)
        .containsExactly(Rule.LENGTH, Rule.QUESTIONS);
    assertThat(only(check(new CheckRules(1, 27, 0))).rule()).isEqualTo(Rule.LENGTH);
    assertThatThrownBy(() -> new CheckRules(0, 5, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CheckRules(9, 5, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void impossibleQuestionsArePassedOver() throws IOException {
    ObjectNode impossible = qa("a", "Who?", "nobody", 0).put("is_impossible", true);
    CheckReport report = check(LOOSE, impossible);
    assertThat(report.findings()).isEmpty();
    assertThat(report.questions()).isZero();
  }

  @Test
  void whatTheFormAsksForIsMissed() throws IOException {
    ObjectNode bare = Json.MAPPER.createObjectNode();
    assertThat(check(LOOSE, bare).findings())
        .extracting(Finding::rule)
        .containsOnly(Rule.FORM)
        .hasSize(2);
    ObjectNode unanswered = bare.deepCopy().put("id", "b").put("question", "Who cast the bridge?");
    assertThat(only(check(LOOSE, unanswered)).message()).contains("no `answers`");
  }

  /**
   * Other languages, code, tables, one long line: no failure, and the rules that need no English.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "長江は中国で最も長い川である。|中国で最も長い川は何か。|長江",
        "Die Elbe fließt durch Dresden.|Durch welche Stadt fließt die Elbe?|Dresden",
        "int total = 0; for (int i : xs) total += i;|What is the first value of total?|0",
        "year; people; 1990; 412; 2000; 977|How many people in 2000?|977"
      })
  void anyTextIsReadable(String text, String question, String answer) throws IOException {
    Path file = write("x.json", text, List.of(qa("a", question, answer, text.indexOf(answer))));
    assertThat(new SquadCheck(LOOSE).read(file).report().findings()).isEmpty();
  }

  @Test
  void aLineOfTenMegabytesIsOneParagraphTooLong() throws IOException {
    Path file = write("x.json", "word ".repeat(2 << 20), List.of());
    assertThat(only(new SquadCheck(LOOSE).read(file).report()).rule()).isEqualTo(Rule.LENGTH);
  }

  @Test
  void findingsAreKeptUpToABoundAndAllCounted() throws IOException {
    List<ObjectNode> many =
        java.util.stream.IntStream.range(0, 1_500)
            .mapToObj(i -> qa("q" + i, "Who cast bridge " + i + "?", "nobody", 0))
            .toList();
    CheckReport report = new SquadCheck(LOOSE).read(write("x.json", TEXT, many)).report();
    assertThat(report.findings()).hasSize(CheckReport.MAX_KEPT);
    assertThat(report.found()).isGreaterThanOrEqualTo(1_500);
  }

  @Test
  void onlyFilesInSquadsFormatAreTaken() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "x");
    assertThatThrownBy(() -> SquadFiles.at(text))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    assertThatThrownBy(() -> SquadFiles.at(folder))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT));
    Path file = write("b.json", TEXT, List.of());
    assertThat(SquadFiles.at(folder)).containsExactly(file);
  }

  private CheckReport check(CheckRules rules, ObjectNode... questions) throws IOException {
    return new SquadCheck(rules).read(write("t.json", TEXT, List.of(questions))).report();
  }

  private static Finding only(CheckReport report) {
    assertThat(report.findings()).hasSize(1);
    return report.findings().get(0);
  }

  private static int start(String answer) {
    return TEXT.indexOf(answer);
  }

  private static ObjectNode iron(String id, String question) {
    return qa(id, question, "Abraham Darby", start("Abraham Darby"));
  }

  private static ObjectNode qa(String id, String question, String answer, int start) {
    ObjectNode node = Json.MAPPER.createObjectNode().put("id", id).put("question", question);
    node.putArray("answers").addObject().put("text", answer).put("answer_start", start);
    return node;
  }

  private Path write(String name, String text, List<ObjectNode> questions) throws IOException {
    ObjectNode root = Json.MAPPER.createObjectNode();
    ObjectNode article = root.putArray("data").addObject().put("title", "bridges");
    ObjectNode paragraph = article.putArray("paragraphs").addObject().put("context", text);
    ArrayNode qas = paragraph.putArray("qas");
    qas.addAll(questions);
    return Files.write(folder.resolve(name), Json.bytes(root));
  }
}
