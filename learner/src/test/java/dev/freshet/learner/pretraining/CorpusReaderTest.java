package dev.freshet.learner.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.pretraining.CorpusDocument.QuestionAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusReaderTest {
  private static final String SQUAD =
      """
      {"version": "1.1", "data": [
        {"title": "Bridges", "paragraphs": [
          {"context": "The bridge fell in 1984.", "qas": [
            {"id": "1", "question": " When did it fall? ",
             "answers": [{"text": "1984", "answer_start": 19}, {"text": "in 1984"}]},
            {"id": "2", "question": "Why?", "answers": []}]},
          {"context": "It was rebuilt.", "qas": []}]}]}
      """;

  private static final String TIME_QA =
      """
      {"idx": "/wiki/Ann#1", "question": "Where did Ann work , 1990 ?", "context": "Ann ( born 1960 ) worked .", "targets": ["the mill"]}
      {"idx": "/wiki/Ann#2", "question": "And later ?", "context": "Ann ( born 1960 ) worked .", "targets": [""]}
      {"idx": "/wiki/Bob#1", "question": "Bob ?", "context": "Bob did n't .", "targets": ["no"]}
      """;

  @TempDir Path folder;

  @Test
  void jsonLinesGiveADocumentALine() {
    assertThat(
            read(
                "a.jsonl",
                "{\"title\":\"T\",\"text\":\"one \\u00e9\"}\n\n{\"text\":\"two\",\"other\":1}\n{\"id\":3}\n"))
        .containsExactly(document("T", "one é"), document("", "two"));
  }

  @Test
  void questionsMayStandBesideTheirDocumentAndClozesAreNone() {
    List<CorpusDocument> read =
        read(
            "a.jsonl",
            "{\"title\":\"T\",\"text\":\"It fell in 1984.\",\"probes\":["
                + "{\"question\":\" When? \",\"answers\":[\"1984\",\"in 1984\"]},"
                + "{\"question\":\"It fell in\",\"form\":\"cloze\",\"answers\":[\"1984\"]},"
                + "{\"question\":\"Why?\",\"answers\":[]}]}");
    assertThat(read).hasSize(1);
    assertThat(read.get(0).questions()).containsExactly(new QuestionAnswer("When?", "1984"));
  }

  @Test
  void squadGivesADocumentAParagraphWithItsAnsweredQuestions() {
    CorpusDocument first =
        new CorpusDocument(
            "Bridges",
            "The bridge fell in 1984.",
            List.of(new QuestionAnswer("When did it fall?", "1984")));

    assertThat(read("a.json", SQUAD))
        .containsExactly(first, document("Bridges", "It was rebuilt."));
    assertThat(read("b.json", SQUAD.replace("\n", " ")))
        .as("on one line")
        .hasSize(2)
        .contains(first);
  }

  @Test
  void timeQaGivesEachArticleOnceWithItsQuestions() {
    List<CorpusDocument> documents = read("time.json", TIME_QA);

    assertThat(documents)
        .containsExactly(
            new CorpusDocument(
                "/wiki/Ann",
                "Ann (born 1960) worked.",
                List.of(new QuestionAnswer("Where did Ann work, 1990?", "the mill"))),
            document("/wiki/Ann", ""),
            new CorpusDocument(
                "/wiki/Bob", "Bob didn't.", List.of(new QuestionAnswer("Bob?", "no"))));
  }

  @Test
  void plainTextIsSplitAtBlankLinesAndTitledByItsHeadings() {
    assertThat(
            read(
                "a.txt",
                "before any heading\n\n = River = \n\n The river\nrose.\n\n\nIt fell.\n = = Floods = = \nMany."))
        .containsExactly(
            document("", "before any heading"),
            document("River", "The river\nrose."),
            document("River", "It fell."),
            document("Floods", "Many."));
    assertThat(read("empty.txt", "\n \n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"a.jsonl.gz", "b.json.gz", "c.txt.gz"})
  void anyFormMayBeGzipped(String name) throws IOException {
    String content =
        name.contains("json")
            ? "{\"text\": \"packed\"}\n{\"text\": \"twice\"}\n"
            : "packed\n\ntwice\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    Files.write(folder.resolve(name), bytes.toByteArray());

    assertThat(read(folder.resolve(name)))
        .containsExactly(document("", "packed"), document("", "twice"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Ann ( born 1960 ) , a miller . | Ann (born 1960), a miller.
          it 's 50 % of $ 9 ; do n't ! | it's 50% of $9; don't!
          `` Yes '' he said              | "Yes" he said
          two  spaces                    | two spaces
          """)
  void tokenisersSpacesAreTakenOut(String tokenised, String text) {
    assertThat(CorpusReader.untokenised(tokenised)).isEqualTo(text);
  }

  @Test
  void whatIsNoCorpusIsRefusedByItsLine() {
    assertRefused("none.jsonl", null, "there is no such file");
    assertRefused(
        "a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":", "line 3 is not JSON");
    assertRefused("a.json", "{\"data\": [\n{\"title\"\n", "is not JSON");
    assertRefused("a.txt.gz", "not gzipped", "it cannot be read");
  }

  private void assertRefused(
      String name, @org.jspecify.annotations.Nullable String content, String message) {
    Path file = folder.resolve(name);
    assertThatThrownBy(() -> read(content == null ? file : Files.writeString(file, content)))
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT);
              assertThat(e.where()).isEqualTo(file.toString());
            })
        .hasMessageContaining(message);
  }

  private List<CorpusDocument> read(String name, String content) {
    try {
      return read(Files.writeString(folder.resolve(name), content));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<CorpusDocument> read(Path file) {
    List<CorpusDocument> documents = new ArrayList<>();
    CorpusReader.read(file, documents::add);
    return documents;
  }

  private static CorpusDocument document(String title, String text) {
    return new CorpusDocument(title, text, List.of());
  }
}
