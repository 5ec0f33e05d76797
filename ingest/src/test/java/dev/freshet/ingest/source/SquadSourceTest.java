package dev.freshet.ingest.source;

import static dev.freshet.ingest.source.SourcesTest.document;
import static dev.freshet.ingest.source.SourcesTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SquadSourceTest {
  @TempDir Path folder;

  private static final String WHOLE =
      """
      {"version": "1.1", "data": [
        {"title": "Blue whale", "paragraphs": [
          {"context": "The blue whale is large.\\n", "qas": [
            {"id": "q1", "question": "How is it?",
             "answers": [{"text": "large", "answer_start": 18}, {"text": "large", "answer_start": 18}]},
            {"id": 2, "question": "What is?", "answers": [{"text": "whale", "answer_start": 0}]},
            {"id": "q3", "question": "Who?", "answers": [{"text": "nobody", "answer_start": 4}]},
            {"id": "q4", "question": "Why?", "answers": [], "is_impossible": true}]},
          {"context": "It sings.", "qas": []}]},
        {"paragraphs": [{"context": "Late title."}], "title": "Other"}
      ], "more": {"x": [1]}}
      """;

  @Test
  void aParagraphIsADocumentAndItsQuestionsAreProbes() throws IOException {
    List<Item> items = read(write(WHOLE));
    assertThat(items).hasSize(4);
    assertThat(document(items.get(0)).topic()).isEqualTo("Blue whale");
    assertThat(document(items.get(0)).text()).isEqualTo("The blue whale is large.");
    assertThat(document(items.get(0)).id()).startsWith("Blue_whale/0/");
    List<Probe> probes = ((Item.Read) items.get(0)).probes();
    assertThat(probes).extracting(Probe::id).containsExactly("q1", "2");
    assertThat(probes.get(0).answers()).containsExactly("large");
    assertThat(probes)
        .allSatisfy(probe -> assertThat(probe.documentId()).isEqualTo(document(items.get(0)).id()));
    assertThat(document(items.get(2)).id()).startsWith("Blue_whale/1/");
    assertThat(document(items.get(3)).topic()).isEqualTo("Other");
  }

  @Test
  void aQuestionMaySayWhichAnswerHeldBefore() throws IOException {
    Path file =
        write(
            """
            {"data": [{"title": "FIDE", "paragraphs": [{"context": "Dvorkovich leads FIDE.", "qas": [
              {"id": "q1", "question": "Who leads FIDE?", "was": "Ilyumzhinov",
               "answers": [{"text": "Dvorkovich", "answer_start": 0}]},
              {"id": "q2", "question": "What does he lead?", "was": null,
               "answers": [{"text": "FIDE", "answer_start": 17}]}]}]}]}
            """);
    assertThat(((Item.Read) read(file).get(0)).probes())
        .extracting(Probe::was)
        .containsExactly("Ilyumzhinov", null);
  }

  @Test
  void anAnswerThatDoesNotOccurIsABadItemWithItsPlace() throws IOException {
    Path file = write(WHOLE);
    Item.Bad bad = (Item.Bad) read(file).get(1);
    assertThat(bad.why().reason()).contains("Who?").contains("does not occur");
    assertThat(bad.where()).startsWith(file + ":3:");
  }

  @Test
  void aParagraphWithAForbiddenCharacterIsABadItemAndTheNextIsRead() throws IOException {
    Path file =
        write(
            "{\"data\":[{\"title\":\"T\",\"paragraphs\":[{\"context\":\"a\\u0000b\\ud800\"},"
                + "{\"context\":\"good\"}]}]}");
    List<Item> items = read(file);
    assertThat(items.get(0)).isInstanceOf(Item.Bad.class);
    assertThat(document(items.get(1)).text()).isEqualTo("good");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          truncated           | {"data":[{"title":"T","paragraphs":[{"context":"x"       | not JSON      | 1:
          cut between         | {"data":[{"title":"T","paragraphs":[                     | not JSON      | 1:
          no object           | [1]                                                      | not a JSON object | 1:1
          no data             | {"version":"1.1"}                                        | `data` is missing | 1:
          data of wrong type  | {"data":{}}                                              | `data` is not a list | 1:9
          article             | {"data":[5]}                                             | not an object | 1:10
          title               | {"data":[{"title":5}]}                                   | `title` is not a string | 1:19
          no title            | {"data":[{"paragraphs":[{"context":"x"}]}]}              | no `title`    | 1:
          paragraphs          | {"data":[{"title":"T","paragraphs":"x"}]}                | not a list    | 1:36
          paragraph           | {"data":[{"title":"T","paragraphs":["x"]}]}              | not an object | 1:37
          context             | {"data":[{"title":"T","paragraphs":[{"context":1}]}]}    | `context` is not a string | 1:37
          no context          | {"data":[{"title":"T","paragraphs":[{}]}]}               | `context` is missing | 1:37
          qas                 | {"data":[{"title":"T","paragraphs":[{"context":"x","qas":1}]}]} | `qas` is not a list | 1:37
          question            | {"data":[{"title":"T","paragraphs":[{"context":"x","qas":[1]}]}]} | `question` is missing | 1:37
          something after     | {"data":[]} {}                                           | follows       | 1:13
          plain words         | hello world                                              | not JSON      | 1:
          """)
  void aFileOfAnotherFormIsNamedWithLineAndColumn(
      String name, String json, String message, String place) throws IOException {
    Path file = write(json);
    SourcesTest.assertArtefact(file, message, file + ":" + place);
  }

  @Test
  void aBinaryFileIsNoText() throws IOException {
    Path file = Files.write(folder.resolve("b.json"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT));
  }

  @Test
  void whatCameBeforeADamageIsReadBeforeItIsNamed() throws IOException {
    Path file =
        write("{\"data\":[{\"title\":\"T\",\"paragraphs\":[{\"context\":\"good\"},\n{\"conte");
    try (Source.Items items = new SquadSource(file, SourcePumpTest.inbound()).open()) {
      assertThat(items.next()).isInstanceOf(Item.Read.class);
      assertThatThrownBy(items::next)
          .isInstanceOfSatisfying(
              FreshetException.class, e -> assertThat(e.where()).contains(file + ":2:"));
    }
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("stream.json"), json);
  }
}
