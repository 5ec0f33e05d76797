package dev.freshet.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.AdapterSettings.Optimizer;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.decoder.Fixture;
import dev.freshet.learner.gradient.Pullback;
import dev.freshet.learner.gradient.SecondMoments;
import dev.freshet.learner.tokenizer.BpeTrainer;
import dev.freshet.learner.tokenizer.TokenizerFile;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import dev.freshet.tensor.Torch;
import dev.freshet.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CpuScope.class)
class LanguageModelTest {
  @TempDir Path folder;

  @BeforeEach
  void layOutAModel() throws IOException {
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Fixture.folder("llama3-biases").resolve(file), folder.resolve(file));
    }
    TokenizerFile.write(new BpeTrainer("<|end|>").train(257), folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("usual.txt"), "What it wrote.");
  }

  @Test
  void anExportedModelIsReadBackBitForBit() {
    Path target = folder.resolve("exported/model");

    try (LanguageModel model = read(folder)) {
      TensorTree trained = model.parameters().scaled(1.25);
      model.export(target, trained, SafetensorsWriter.Precision.F32);
      assertThat(target.resolve("usual.txt")).hasSameTextualContentAs(folder.resolve("usual.txt"));
      try (LanguageModel back = read(target)) {
        assertThat(back.config()).isEqualTo(model.config());
        assertThat(back.questions()).isEqualTo(model.questions());
        assertThat(back.tokenizer().encode("x").ids())
            .isEqualTo(model.tokenizer().encode("x").ids());
        for (String name : trained.names()) {
          assertThat(back.parameters().get(name).toFloats())
              .isEqualTo(trained.get(name).toFloats());
        }
      }
    }
  }

  @Test
  void parametersOutliveTheScopeThatReadThemAndEndWithTheModel() {
    LanguageModel model = read(folder);
    Tensor norm = model.parameters().get("model.norm.weight");

    assertThat(norm.toFloats()).hasSize(10);
    model.close();
    assertThatThrownBy(norm::toFloats).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void thePreconditionerIsReadOnceForEachDamping() throws IOException {
    try (LanguageModel model = read(folder)) {
      assertThat(model.preconditioner(Optimizer.SGD, 0.3)).isEmpty();
      assertThatThrownBy(() -> model.preconditioner(Optimizer.PRECONDITIONED, 0.3))
          .isInstanceOfSatisfying(
              FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
          .hasMessageContaining("brings no second moments");
      assertThatThrownBy(() -> model.preconditioner(Optimizer.KRONECKER, 0.3))
          .hasMessageContaining("brings no Kronecker factors");
      new SecondMoments(model.parameters().map(Tensor::squared)).write(folder);
    }
    try (LanguageModel model = read(folder)) {
      Pullback link = model.preconditioner(Optimizer.PRECONDITIONED, 0.3).orElseThrow();
      assertThat(model.preconditioner(Optimizer.PRECONDITIONED, 0.3)).containsSame(link);
      assertThat(model.preconditioner(Optimizer.PRECONDITIONED, 0.1).orElseThrow())
          .isNotSameAs(link);
    }
  }

  @Test
  void weightsThatDoNotFitTheConfigAreRefusedByName() {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Fixture.read("llama3-biases").parameters().tensors());
    tensors.put("model.norm.weight", Tensor.zeros(Dtype.F32, 11));
    assertRefused(tensors, "the model has model.norm.weight as [11]; config.json asks for [10]");

    tensors.remove("model.norm.weight");
    assertRefused(tensors, "the model lacks tensor model.norm.weight");
  }

  private void assertRefused(Map<String, Tensor> tensors, String message) {
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        TensorTree.of(tensors),
        SafetensorsWriter.Precision.F32,
        Map.of());
    assertThatThrownBy(() -> read(folder))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT))
        .hasMessage(message);
  }

  @Test
  void weightsThatTheConfigDoesNotNameAreLeftOut() {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Fixture.read("llama3-biases").parameters().tensors());
    tensors.put("lm_head.weight", Tensor.zeros(Dtype.F32, 1));
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        TensorTree.of(tensors),
        SafetensorsWriter.Precision.F32,
        Map.of());

    try (LanguageModel model = read(folder)) {
      assertThat(model.parameters().names()).doesNotContain("lm_head.weight");
    }
  }

  @Test
  void aQuestionTemplateIsReadBackAndOneWithoutASlotIsRefused() throws IOException {
    assertThat(QuestionTemplate.read(folder)).isEqualTo(QuestionTemplate.PLAIN);
    QuestionTemplate.TUNED.write(folder);
    assertThat(QuestionTemplate.read(folder)).isEqualTo(QuestionTemplate.TUNED);

    Files.writeString(folder.resolve("freshet.json"), "{\"questionPrompt\": \"no slot\"}");
    assertThatThrownBy(() -> QuestionTemplate.read(folder))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("a prompt template holds {question}");
  }

  private static LanguageModel read(Path directory) {
    return LanguageModel.read(directory, Torch.device("cpu"));
  }
}
