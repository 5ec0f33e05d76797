package dev.freshet.learner.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.SparseSettings;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecialNeuronsTest {
  private static final String LAST = "model.layers.1.mlp.";

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

  /** score = share * log((B + 1) / (df + 1)), by hand: B = 7. */
  @Test
  void theMostSpecialOfAllLayersAreChosen() {
    double[][] shares = {{0.5, 0.3, 0.2}, {0.1, 0.1, 0.8}};
    double[][] rarity = {
      {Math.log(8.0 / 8), Math.log(8.0 / 2), Math.log(8.0 / 1)},
      {Math.log(8.0 / 1), Math.log(8.0 / 1), Math.log(8.0 / 7)}
    };
    // Scores: 0, 0.416, 0.416, and 0.208, 0.208, 0.107.
    assertThat(SpecialNeurons.chosen(shares, rarity, 3))
        .isDeepEqualTo(new boolean[][] {{false, true, true}, {true, false, false}});
    assertThat(SpecialNeurons.chosen(shares, rarity, 100))
        .isDeepEqualTo(new boolean[][] {{true, true, true}, {true, true, true}});
  }

  /** Of one position the gradient of the down projection is an outer product with activations. */
  @Test
  void activationsAreWhatTheDownProjectionIsGiven() {
    int[] ids = base.tokenizer().encode("river stone").ids();
    Tensor pair = Tensor.of(Arrays.copyOf(ids, 2), 1, 2);
    TensorTree gradient;
    try (Recording recording = Recording.of(base.parameters())) {
      recording.add(leaves -> TokenLoss.of(base.decoder(), leaves, pair).sum());
      gradient = recording.gradients();
    }
    double[] row = first(gradient.get(LAST + "down_proj.weight"));
    List<Tensor> layers = base.decoder().activations(base.parameters(), pair.slice(1, 0, 1));
    assertThat(layers).hasSize(2);
    assertThat(Math.abs(cosine(row, first(layers.get(1))))).isCloseTo(1, within(1e-5));
    assertThat(Math.abs(cosine(row, first(layers.get(0))))).isLessThan(0.9);
  }

  private static double[] first(Tensor tensor) {
    float[] values = tensor.toFloats();
    double[] row = new double[(int) tensor.size(-1)];
    Arrays.setAll(row, i -> values[i]);
    return row;
  }

  private static double cosine(double[] a, double[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }

  @Test
  void theSharesOfALayerAddUpAndWindowsCountByTheirTokens() {
    int[] ids = base.tokenizer().encode(TinyModel.SENTENCES.get(0)).ids();
    for (double[] layer :
        SpecialNeurons.shares(base.decoder(), base.parameters(), List.of(ids, ids))) {
      assertThat(Arrays.stream(layer).sum()).isCloseTo(1, within(1e-9));
    }
    double[][] once = SpecialNeurons.shares(base.decoder(), base.parameters(), List.of(ids));
    double[][] twice = SpecialNeurons.shares(base.decoder(), base.parameters(), List.of(ids, ids));
    assertThat(twice[1]).containsExactly(once[1], within(1e-9));
  }

  @Test
  void onlyRowsAndColumnsOfChosenNeuronsMove() throws IOException {
    SpecialNeurons special = special(5);
    TensorTree ones = base.parameters().map(t -> Tensor.full(1, t.dtype(), t.shape()));
    TensorTree masked = special.masked(ones, base.parameters(), List.of(document(1)));
    List<Integer> rows = new ArrayList<>();
    for (int layer = 0; layer < 2; layer++) {
      String mlp = "model.layers." + layer + ".mlp.";
      float[] up = masked.get(mlp + "up_proj.weight").sum(1, false).toFloats();
      float[] gate = masked.get(mlp + "gate_proj.weight").sum(1, false).toFloats();
      float[] down = masked.get(mlp + "down_proj.weight").sum(0, false).toFloats();
      assertThat(gate).containsExactly(up);
      assertThat(down).containsExactly(up);
      for (int i = 0; i < up.length; i++) {
        assertThat(up[i]).isIn(0f, 32f);
        if (up[i] > 0) {
          rows.add(layer * up.length + i);
        }
      }
    }
    assertThat(rows).hasSize(5);
    double moving = masked.tensors().values().stream().mapToDouble(t -> t.sum().item()).sum();
    assertThat(moving).isEqualTo(5 * 3 * 32);
  }

  @Test
  void otherDocumentsMoveOtherNeurons() throws IOException {
    SpecialNeurons special = special(5);
    TensorTree ones = base.parameters().map(t -> Tensor.full(1, t.dtype(), t.shape()));
    TensorTree one = special.masked(ones, base.parameters(), List.of(document(1)));
    TensorTree other = special.masked(ones, base.parameters(), List.of(document(3)));
    TensorTree again = special.masked(ones, base.parameters(), List.of(document(1)));
    assertThat(one.zip(other, Tensor::minus).globalNorm()).isPositive();
    assertThat(one.zip(again, Tensor::minus).globalNorm()).isZero();
  }

  private SpecialNeurons special(int neurons) throws IOException {
    Path text =
        Files.writeString(folder.resolve("usual.txt"), TinyModel.SENTENCES.get(0).repeat(9));
    return SpecialNeurons.of(new SparseSettings(neurons, text.toString(), 8), base);
  }

  private Remembered document(int sentence) {
    String text = TinyModel.SENTENCES.get(sentence);
    return new Remembered(text, base.tokenizer().encode(text));
  }
}
