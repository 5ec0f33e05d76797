package dev.freshet.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.AdapterSettings.Optimizer;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.tensor.Torch;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The models that come with the project are whole, and have read something. */
@ExtendWith(CpuScope.class)
class BundledModelsTest {
  private static final Path MODELS = Path.of("..", "models");
  private static final Path REFERENCE = Path.of("..", "data", "reference.txt");

  /** All tokens alike would cost ln 6144 = 8.7 nats each. */
  @ParameterizedTest
  @CsvSource({"freshet-base, 3541440, 5.0", "freshet-small, 996192, 5.5"})
  void aBundledModelFitsItsCard(String name, long parameters, double most) {
    try (LanguageModel model = LanguageModel.read(MODELS.resolve(name), Torch.device("cpu"))) {
      assertThat(model.parameters().count()).isEqualTo(parameters);
      assertThat(model.preconditioner(Optimizer.PRECONDITIONED, 0.3)).isPresent();
      assertThat(model.preconditioner(Optimizer.KRONECKER, 0.3)).isPresent();
      assertThat(ReferenceText.read(REFERENCE, model).likelihood(model.parameters()).nll())
          .isLessThan(most);
    }
  }

  @Test
  void siblingsReadTheSameTokens() {
    assertThat(MODELS.resolve("freshet-small").resolve("tokenizer.json"))
        .hasSameBinaryContentAs(MODELS.resolve("freshet-base").resolve("tokenizer.json"));
  }
}
