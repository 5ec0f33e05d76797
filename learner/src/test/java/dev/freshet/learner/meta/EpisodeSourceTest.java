package dev.freshet.learner.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FreshetException;
import dev.freshet.learner.CpuScope;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CpuScope.class)
class EpisodeSourceTest {
  @TempDir Path folder;
  private LanguageModel model;

  @BeforeEach
  void makeModel() {
    model = TinyModel.read(folder.resolve("model"));
  }

  @AfterEach
  void closeModel() {
    model.close();
  }

  private EpisodeSource source(long seed) {
    Passages passages =
        Passages.read(
            model, List.of(SmallCorpus.write(folder.resolve("c.json"), 24)), List.of(), 4, false);
    return new EpisodeSource(
        passages.training(), passages.plain(), new EpisodeSource.Shape(2, 1, 2), seed);
  }

  @Test
  void anEpisodeFollowsFromItsNumberAlone() {
    EpisodeSource one = source(1);
    EpisodeSource same = source(1);
    Episode late = one.episode(40);
    one.episode(3);

    assertThat(ids(one.episode(40))).isEqualTo(ids(late)).isEqualTo(ids(same.episode(40)));
    assertThat(ids(source(2).episode(40))).isNotEqualTo(ids(late));
  }

  @Test
  void everyDocumentIsUsedOnceBeforeAnyIsUsedAgain() {
    EpisodeSource source = source(1);
    List<List<Integer>> seen = new ArrayList<>();
    for (int i = 0; i < source.documents(); i++) {
      seen.addAll(ids(source.episode(i)));
    }

    assertThat(source.documents() % 2).isZero();
    Map<List<Integer>, Long> counts =
        seen.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(counts.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(2L * source.documents());
    assertThat(counts.values()).allMatch(count -> count % 2 == 0);
  }

  @Test
  void whatMustNotSufferIsOfOtherArticles() {
    EpisodeSource source = source(1);
    for (int i = 0; i < 20; i++) {
      Episode episode = source.episode(i);

      assertThat(episode.remembered()).hasSize(2);
      assertThat(episode.questions()).hasSize(2);
      assertThat(episode.unrelated().length).isGreaterThan(1);
    }
  }

  @Test
  void articlesAreEitherTrainedOnOrHeldOut() {
    Passages passages =
        Passages.read(
            model, List.of(SmallCorpus.write(folder.resolve("c.json"), 24)), List.of(), 4, false);

    assertThat(passages.training()).isNotEmpty();
    assertThat(passages.heldOut()).isNotEmpty();
    assertThat(titles(passages.training())).doesNotContainAnyElementsOf(titles(passages.heldOut()));
    assertThat(passages.training().size() + passages.heldOut().size()).isEqualTo(48);
  }

  @Test
  void aLongDocumentIsCutAndEachQuestionGoesToThePartThatAnswersIt() throws IOException {
    String filler = "The port was founded by merchants who built a church. ".repeat(8);
    Path file = folder.resolve("long.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      lines.append(
          "{\"idx\":\"/wiki/A%d#1\",\"context\":\"%sThe bridge is blue. %sThe tower is grey.\",\"question\":\"Which colour is the tower?\",\"targets\":[\"grey\"]}\n"
              .formatted(i, filler, filler));
      lines.append(
          "{\"idx\":\"/wiki/A%d#2\",\"context\":\"\",\"question\":\"Which colour is the bridge?\",\"targets\":[\"blue\"]}\n"
              .formatted(i));
    }
    Files.writeString(file, lines);

    Passages passages = Passages.read(model, List.of(file), List.of(), 3, false);

    List<Episode.Reading> all = new ArrayList<>(passages.training());
    all.addAll(passages.heldOut());
    assertThat(all).hasSize(24).allMatch(reading -> reading.ids().length <= 64);
    assertThat(all).allMatch(reading -> reading.questions().size() == 1);
    for (Episode.Reading reading : all) {
      String text = model.tokenizer().decode(reading.ids());
      int[] row = reading.questions().get(0).ids();
      String asked = model.tokenizer().decode(row);
      assertThat(text.contains("tower")).as(text).isEqualTo(asked.contains("tower"));
    }
    assertThat(passages.plain().size()).isGreaterThan(passages.training().size());
  }

  @Test
  void documentsWithoutQuestionsGetSomeWrittenWhereThatIsWanted() throws IOException {
    Path file = folder.resolve("plain.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      lines.append(
          "{\"title\":\"Lake %d\",\"text\":\"Lake Ammer is a lake in Bavaria, Germany. It is deep.\"}\n"
              .formatted(i));
    }
    Files.writeString(file, lines);

    Passages written = Passages.read(model, List.of(file), List.of(), 3, true);

    assertThat(written.training()).isNotEmpty();
    assertThat(written.training()).allMatch(reading -> !reading.questions().isEmpty());
  }

  @Test
  void aCorpusWithoutQuestionsIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve("plain.txt");
    Files.writeString(file, "The river rises in the mountains of the north.\n");

    assertThatThrownBy(() -> Passages.read(model, List.of(file), List.of(), 4, false))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("0 documents with questions to train on, 0 held out");
  }

  private static List<String> titles(List<Episode.Reading> readings) {
    return readings.stream().map(Episode.Reading::title).distinct().toList();
  }

  private static List<List<Integer>> ids(Episode episode) {
    return episode.documents().stream()
        .map(d -> java.util.Arrays.stream(d.ids()).boxed().toList())
        .toList();
  }
}
