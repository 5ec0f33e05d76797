package dev.freshet.learner.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.AnchorSettings;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchorTest {
  @TempDir Path folder;
  private LanguageModel base;
  private Scope scope;

  @BeforeEach
  void open() {
    base = TinyModel.read(folder.resolve("model"));
    scope = Scope.on(TinyModel.device());
  }

  @AfterEach
  void close() {
    scope.close();
    base.close();
  }

  private Path text(String text) throws IOException {
    return Files.writeString(folder.resolve("text.txt"), text);
  }

  private Anchor anchor(Path text, double weight, int tokens) {
    return anchor(text, weight, 1, tokens);
  }

  private Anchor anchor(Path text, double weight, int windows, int tokens) {
    return Anchor.of(new AnchorSettings(weight, windows, tokens, text.toString()), base);
  }

  private static TensorTree gradient(Anchor anchor, TensorTree weights) {
    try (Recording recording = Recording.of(weights)) {
      recording.add(leaves -> anchor.pull(leaves, 1, 0));
      return recording.gradients();
    }
  }

  @Test
  void itAddsTheDivergenceThatTheReferenceTextMeasures() throws IOException {
    Path text = text(TinyModel.SENTENCES.get(0));
    TensorTree now = TinyModel.stepped(base.parameters(), 3);
    double kl = ReferenceText.read(text, base).compare(now).kl();
    assertThat(kl).isGreaterThan(0.001);
    assertThat(anchor(text, 2.5, 64).pull(now, 0, 0).item()).isCloseTo(2.5 * kl, within(1e-5));
  }

  @Test
  void onTheBaseItselfItPullsNowhere() throws IOException {
    Anchor anchor = anchor(text(TinyModel.SENTENCES.get(0)), 1, 64);
    double atTheBase = gradient(anchor, base.parameters()).globalNorm();
    double aside = gradient(anchor, TinyModel.stepped(base.parameters(), 3)).globalNorm();
    assertThat(atTheBase).isLessThan(1e-3 * aside);
  }

  /** Along its own gradient, against a difference of its values. */
  @Test
  void itsGradientIsThatOfTheDivergence() throws IOException {
    Anchor anchor = anchor(text(TinyModel.SENTENCES.get(1)), 1, 64);
    TensorTree now = TinyModel.stepped(base.parameters(), 3);
    TensorTree gradient = gradient(anchor, now);
    double norm = gradient.globalNorm();
    double h = 3e-3 / norm;
    double difference =
        anchor.pull(now.plusScaled(gradient, h), 1, 0).item()
            - anchor.pull(now.plusScaled(gradient, -h), 1, 0).item();
    assertThat(difference / (2 * h)).isCloseTo(norm * norm, within(0.02 * norm * norm));
  }

  @Test
  void eachStepReadsAWindowOfItsOwnAlwaysTheSame() throws IOException {
    Anchor anchor = anchor(text(String.join(" ", TinyModel.SENTENCES)), 1, 8);
    Set<Integer> different = new HashSet<>();
    for (int step = 0; step < 40; step++) {
      int[] window = anchor.windows(step, 0).get(0);
      assertThat(window).hasSize(8).isSameAs(anchor.windows(step, 0).get(0));
      different.add(System.identityHashCode(window));
    }
    assertThat(different).hasSizeGreaterThan(5);
  }

  @Test
  void ofSeveralWindowsItAddsTheMean() throws IOException {
    Anchor anchor = anchor(text(String.join(" ", TinyModel.SENTENCES)), 2, 3, 8);
    TensorTree now = TinyModel.stepped(base.parameters(), 3);
    double sum = anchor.windows(5, 1).stream().mapToDouble(window -> kl(window, now)).sum();
    assertThat(anchor.windows(5, 1)).hasSize(3).doesNotHaveDuplicates();
    assertThat(anchor.pull(now, 5, 1).item()).isCloseTo(2 * sum / 3, within(1e-5 * sum));
  }

  /** The mean of KL(base || now) over the tokens of a window that are predicted. */
  private double kl(int[] window, TensorTree now) {
    Tensor ids = Tensor.of(window, 1, window.length).slice(1, 0, window.length - 1L);
    Tensor p = base.decoder().logits(base.parameters(), ids).logSoftmax(-1);
    Tensor q = base.decoder().logits(now, ids).logSoftmax(-1);
    return p.exp().times(p.minus(q)).sum().item() / (window.length - 1);
  }

  @Test
  void aTextOfTheModelsDirectoryIsCalledByItsName() throws IOException {
    Files.writeString(base.directory().resolve("usual.txt"), TinyModel.SENTENCES.get(0));
    assertThat(Anchor.text(new AnchorSettings(1, 1, 8, "usual.txt"), base.directory()))
        .isEqualTo(base.directory().resolve("usual.txt"));
  }

  @Test
  void aTextThatIsNotThereIsOneLine() {
    assertThatThrownBy(() -> anchor(folder.resolve("none.txt"), 1, 8))
        .isInstanceOf(FreshetException.class)
        .hasMessageContaining("no text that `adapter.anchor` could hold the model to");
  }
}
