package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.config.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a base model of one's own: from text, then on questions. */
class PretrainCommandTest {
  @TempDir Path folder;

  private Run pretrain(Path corpus, Path out, Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("pretrain", "--corpus", corpus, "--out", out, "--threads", 1));
    all.addAll(List.of("--vocabulary", 300, "--width", 16, "--layers", 1, "--heads", 2));
    all.addAll(List.of("--key-value-heads", 1, "--feed-forward", 32, "--context", 64));
    all.addAll(List.of("--batch", 2, "--output", "json"));
    all.addAll(List.of(more));
    return Run.of(all.toArray());
  }

  private static String answer(Path model) {
    Run run =
        Run.of(
            "ask",
            "--model",
            model,
            "--prompt",
            "The river",
            "--greedy",
            "--max-tokens",
            4,
            "--output",
            "json");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    return run.json().path("text").asText();
  }

  @Test
  void aModelIsTrainedGoneOnWithAndTunedOnQuestions() throws IOException {
    Path corpus = SmallStream.articles(folder.resolve("corpus.json"), 40, "sea");
    Path first = folder.resolve("first");
    Run trained = pretrain(corpus, first);
    assertThat(trained.code()).as(trained.err()).isEqualTo(ExitCode.OK);
    assertThat(first).isDirectoryContaining("glob:**model.safetensors");
    assertThat(answer(first)).isNotNull();

    Path second = folder.resolve("second");
    Run further = pretrain(corpus, second, "--from", first, "--epochs", 4);
    assertThat(further.code()).as(further.err()).isEqualTo(ExitCode.OK);
    assertThat(further.json().path("finalLoss").asDouble())
        .isLessThan(trained.json().path("finalLoss").asDouble());
    assertThat(further.json().path("heldOutTokens").asLong()).isZero();
    assertThat(further.json().path("heldOutNll").isNull()).as("of nothing").isTrue();
    assertThat(Files.mismatch(first.resolve("tokenizer.json"), second.resolve("tokenizer.json")))
        .isEqualTo(-1);

    Run tuned =
        Run.of(
            "tune-qa",
            "--model",
            second,
            "--corpus",
            corpus,
            "--out",
            folder.resolve("tuned"),
            "--batch",
            2,
            "--epochs",
            1,
            "--output",
            "json");
    assertThat(tuned.code()).as(tuned.err()).isEqualTo(ExitCode.OK);
    assertThat(tuned.json().path("nllAfter").asDouble())
        .isLessThan(tuned.json().path("nllBefore").asDouble());
    assertThat(answer(folder.resolve("tuned"))).isNotNull();
  }

  @Test
  void aVocabularyComesFromOneModel() throws IOException {
    Path corpus = Files.writeString(folder.resolve("text.txt"), TinyModel.TEXT.repeat(20));
    Path model = TinyModel.in(folder.resolve("model"));
    Run run = pretrain(corpus, folder.resolve("out"), "--from", model, "--tokenizer", model);

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    JsonNode error = run.json().path("error");
    assertThat(error.path("message").asText()).contains("vocabulary of its own");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
