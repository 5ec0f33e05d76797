package dev.freshet.learner.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.CpuScope;
import dev.freshet.learner.LanguageModel;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CpuScope.class)
class PretrainingTest {
  private static final String STATE = "training-state.safetensors";
  private static final int STEPS = 40;

  @TempDir Path folder;

  /** A language of four words a sentence in which all but the first word follow from the first. */
  @BeforeEach
  void writeCorpus() throws IOException {
    String[] sentences = {
      "red apples taste sweet. ", "green limes taste sour. ", "blue whales swim deep. ",
    };
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      String text =
          (sentences[i % 3] + sentences[i % 2] + sentences[(i * 7) % 3]).repeat(4).strip();
      lines.append("{\"title\":\"t%s\",\"text\":\"%s\"}\n".formatted(i, text));
    }
    Files.writeString(folder.resolve("toy.jsonl"), lines);
  }

  @Test
  void aRunInterruptedTwiceEndsWithTheBitsOfARunStraightThrough() {
    Pretraining.Outcome straight = run("straight", 0, new ArrayList<>());
    run("broken", 7, new ArrayList<>());
    run("broken", 19, new ArrayList<>());
    Pretraining.Outcome resumed = run("broken", 0, new ArrayList<>());

    assertThat(resumed.steps()).isEqualTo(straight.steps()).isEqualTo(STEPS);
    assertThat(resumed.finalLoss()).isEqualTo(straight.finalLoss());
    assertThat(resumed.heldOutNll()).isEqualTo(straight.heldOutNll());
    assertSameBits("straight.work/" + STATE, "broken.work/" + STATE);
    assertSameBits("straight/model.safetensors", "broken/model.safetensors");
  }

  private void assertSameBits(String one, String other) {
    TensorTree expected = SafetensorsReader.read(folder.resolve(one));
    TensorTree actual = SafetensorsReader.read(folder.resolve(other));
    assertThat(actual.names()).isEqualTo(expected.names()).isNotEmpty();
    for (String name : expected.names()) {
      assertThat(actual.get(name).toBytes()).as(name).isEqualTo(expected.get(name).toBytes());
    }
  }

  @Test
  void theLossFallsWhereThereIsSomethingToLearn() {
    List<Double> losses = new ArrayList<>();
    Pretraining.Outcome outcome = run("falls", 0, losses);

    assertThat(losses).hasSize(STEPS);
    assertThat(outcome.finalLoss()).isLessThan(losses.get(0) / 2);
    assertThat(outcome.heldOutTokens()).isPositive();
    assertThat(outcome.heldOutNll()).isLessThan(losses.get(0) / 2);
    assertThat(outcome.heldOutBitsPerByte()).isBetween(0.0, outcome.heldOutNll() / Math.log(2));
  }

  @Test
  void aFinishedRunIsNotTrainedAgain() {
    run("done", 5, new ArrayList<>());
    List<Double> again = new ArrayList<>();
    run("done", 5, again);

    assertThat(again).isEmpty();
  }

  @Test
  void whatIsWrittenIsAModelDirectory() {
    Pretraining.Outcome outcome = run("model", 3, new ArrayList<>());

    try (LanguageModel model = LanguageModel.read(folder.resolve("model"), Torch.device("cpu"))) {
      assertThat(model.parameters().count()).isEqualTo(outcome.parameters()).isLessThan(10_000);
      assertThat(model.config().context()).isEqualTo(24);
      assertThat(model.tokenizer().encode("red").ids()).startsWith(0);
      assertThat(model.questions().promptFor("Why?")).contains("Why?");
    }
  }

  @Test
  void aSiblingTakesTheVocabularyOverAndNothingElse() throws IOException {
    run("first", 3, new ArrayList<>());
    Path first = folder.resolve("first");
    run("sibling", Optional.of(first), 5_000, 3, new ArrayList<>());
    Path sibling = folder.resolve("sibling");

    assertThat(sibling.resolve("tokenizer.json"))
        .hasSameBinaryContentAs(first.resolve("tokenizer.json"));
    assertThat(sibling.resolve("config.json")).hasSameBinaryContentAs(first.resolve("config.json"));
    assertSameBits("sibling/model.safetensors", "first/model.safetensors");
  }

  @Test
  void aVocabularyThatEndsTextsOtherwiseIsRefused() throws IOException {
    run("first", 3, new ArrayList<>());
    Path config = folder.resolve("first").resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replaceAll("\"eos_token_id\"\\s*:\\s*\\d+", "\"eos_token_id\":7"));

    assertThatThrownBy(
            () -> run("sibling", Optional.of(folder.resolve("first")), 300, 3, new ArrayList<>()))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT))
        .hasMessageContaining("do not end with token 0");
  }

  @Test
  void aCorpusTooSmallForABatchIsRefused() throws IOException {
    Files.writeString(folder.resolve("toy.jsonl"), "{\"text\":\"a few words\"}");

    assertThatThrownBy(() -> run("small", 0, new ArrayList<>()))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT))
        .hasMessageContaining("the corpus fills only 0 rows of 24 tokens");
  }

  private Pretraining.Outcome run(String name, long limitSteps, List<Double> losses) {
    return run(name, Optional.empty(), 300, limitSteps, losses);
  }

  private Pretraining.Outcome run(
      String name, Optional<Path> tokenizer, int vocabulary, long limitSteps, List<Double> losses) {
    TrainingOptions options =
        new TrainingOptions(
            List.of(folder.resolve("toy.jsonl")),
            Optional.empty(),
            tokenizer,
            0,
            0,
            folder.resolve(name),
            folder.resolve(name + ".work"),
            vocabulary,
            16,
            2,
            2,
            1,
            24,
            24,
            8,
            4,
            0.02,
            4,
            0.1,
            8,
            limitSteps > 0 ? limitSteps : STEPS,
            5,
            Duration.ofDays(1));
    Pretraining.Listener listener =
        new Pretraining.Listener() {
          @Override
          public void stage(String what) {}

          @Override
          public void step(long step, long steps, double loss, double tokensPerSecond) {
            losses.add(loss);
          }
        };
    return new Pretraining(options, Torch.device("cpu"), listener).run();
  }
}
