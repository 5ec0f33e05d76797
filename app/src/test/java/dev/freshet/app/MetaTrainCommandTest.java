package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaTrainCommandTest {
  @TempDir static Path folder;
  private static Path model = Path.of("");
  private static Path corpus = Path.of("");

  @BeforeAll
  static void makeModel() throws IOException {
    model = TinyModel.in(folder.resolve("model"));
    corpus = SmallStream.articles(folder.resolve("corpus.json"), 6, "sea");
  }

  private static Run train(Path out, Path questions, Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of("meta-train", "--model", model, "--inner", "sgd", "--learning-rate", "0.1"));
    all.addAll(List.of("--documents-per-episode", "1", "--episodes-per-step", "2"));
    all.addAll(List.of("--held-out", "3", "--validate-every", "1", "--meta-steps", "2"));
    all.addAll(List.of("--weighting", "camels-head", "--width", "8"));
    all.addAll(List.of("--corpus", questions, "--out", out, "--output", "json"));
    all.addAll(List.of(more));
    return Run.of(all.toArray());
  }

  @Test
  void whatWasLearnedWeighsTextsAndIsGoneOnWith() throws IOException {
    Path out = folder.resolve("learned");
    Run first = train(out, corpus);
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.OK);
    assertThat(first.json().at("/best/loss").asDouble())
        .isLessThanOrEqualTo(first.json().at("/first/loss").asDouble());

    Path text = Files.writeString(folder.resolve("text.txt"), TinyModel.TEXT);
    Run shown =
        Run.of(
            "weights",
            "show",
            "--model",
            model,
            "--in",
            text,
            "--weighting",
            out,
            "--output",
            "json");
    assertThat(shown.code()).as(shown.err()).isEqualTo(ExitCode.OK);

    Run second = train(folder.resolve("further"), corpus, "--from", out);
    assertThat(second.code()).as(second.err()).isEqualTo(ExitCode.OK);
    assertThat(second.json().at("/first/loss").asDouble())
        .isEqualTo(first.json().at("/best/loss").asDouble());
  }

  /** A state belongs to the texts that it was learned from, not to the file's name. */
  @Test
  void aChangedCorpusIsNotGoneOnWith() throws IOException {
    Path changing = SmallStream.articles(folder.resolve("changing.json"), 6, "sea");
    Path out = folder.resolve("changes");
    assertThat(train(out, changing).code()).isEqualTo(ExitCode.OK);
    assertThat(train(out, changing).code()).isEqualTo(ExitCode.OK);

    SmallStream.articles(changing, 6, "lake");
    Run run = train(out, changing);

    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.json().at("/error/message").asText()).contains("other options or corpora");
  }

  @Test
  void basesTakeTurnsWhereWeightsAloneAreLearned() throws IOException {
    Path other = TinyModel.in(folder.resolve("other"));
    Run both = train(folder.resolve("both"), corpus, "--also-model", other, "--learn", "weights");
    assertThat(both.code()).as(both.err()).isEqualTo(ExitCode.OK);

    Run steps = train(folder.resolve("steps"), corpus, "--also-model", other);
    assertThat(steps.code()).isEqualTo(ExitCode.USAGE);
    assertThat(steps.json().at("/error/message").asText()).contains("belong to one base model");
  }

  @Test
  void aCorpusWithoutQuestionsIsAnArtefactError() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain.txt"), TinyModel.TEXT);
    Run run = train(folder.resolve("none"), plain);

    assertThat(run.code()).isEqualTo(ExitCode.ARTEFACT);
    assertThat(run.json().at("/error/message").asText())
        .contains("0 documents with questions to train on");
  }
}
