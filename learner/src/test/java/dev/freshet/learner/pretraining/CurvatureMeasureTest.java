package dev.freshet.learner.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.gradient.KroneckerFactors;
import dev.freshet.learner.gradient.KroneckerFactors.Axis;
import dev.freshet.learner.gradient.KroneckerFactors.Factor;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CpuScope.class)
class CurvatureMeasureTest {
  private static final String MATRIX = "model.layers.0.self_attn.q_proj.weight";
  private static final String VECTOR = "model.norm.weight";

  @TempDir private Path folder;
  private LanguageModel model;

  @BeforeEach
  void read() {
    model = TinyModel.read(folder);
  }

  @AfterEach
  void close() {
    model.close();
  }

  /** A difference of the loss along one weight is its gradient, whose square is what is kept. */
  @Test
  void theGradientIsThatOfTheMeanLoss() {
    String text = TinyModel.SENTENCES.get(0);
    Factor factor = factor(measured(1, text), VECTOR);

    float[] relative = factor.rows().values().toFloats();
    for (int place : new int[] {0, 7, 31}) {
      double gradient = (loss(text, place, 1e-2) - loss(text, place, -1e-2)) / 2e-2;
      assertThat(relative[place] * factor.meanSquare())
          .isCloseTo(gradient * gradient, within(0.02 * gradient * gradient + 1e-7));
    }
  }

  /** V diag(w) V' s n is the mean of G G', whose trace is the mean sum of squares. */
  @Test
  void allDirectionsTogetherGiveTheProductsBack() {
    KroneckerFactors both = measured(1, TinyModel.SENTENCES.get(0), TinyModel.SENTENCES.get(1));
    KroneckerFactors first = measured(1, TinyModel.SENTENCES.get(0));
    KroneckerFactors second = measured(1, TinyModel.SENTENCES.get(1));

    float[] mean = columnProducts(both);
    float[] one = columnProducts(first);
    float[] other = columnProducts(second);
    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isCloseTo((one[i] + other[i]) / 2, within(1e-4f * largest(mean)));
    }
  }

  @Test
  void theLoudestDirectionsAreKeptOrthonormalAndTheRestKeepsTheMean() {
    Factor factor = factor(measured(0.25, TinyModel.SENTENCES.toArray(String[]::new)), MATRIX);

    Tensor vectors = vectors(factor.rows());
    assertThat(vectors.shape()).containsExactly(32, 8);
    float[] products = vectors.transpose(0, 1).matmul(vectors).toFloats();
    for (int i = 0; i < products.length; i++) {
      assertThat(products[i]).isCloseTo(i % 9 == 0 ? 1 : 0, within(1e-5f));
    }
    float[] values = factor.rows().values().toFloats();
    double sum = 24 * values[8];
    for (int i = 0; i < 8; i++) {
      sum += values[i];
      assertThat(values[i]).isGreaterThanOrEqualTo(values[i + 1]);
    }
    assertThat(sum).isCloseTo(32, within(1e-3));
  }

  @Test
  void aTextWithoutATokenToPredictIsPassedOver() {
    CurvatureMeasure measure = new CurvatureMeasure(model);
    measure.add("");

    assertThat(measure.documents()).isZero();
    assertThatThrownBy(() -> measure.factors(1)).hasMessageContaining("no document was measured");
  }

  private KroneckerFactors measured(double rank, String... texts) {
    CurvatureMeasure measure = new CurvatureMeasure(model);
    for (String text : texts) {
      measure.add(text);
    }
    return measure.factors(rank);
  }

  private double loss(String text, int place, double aside) {
    float[] moved = model.parameters().get(VECTOR).toFloats();
    moved[place] += (float) aside;
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.parameters().tensors());
    tensors.put(VECTOR, Tensor.of(moved, moved.length));
    int[] ids = model.tokenizer().encode(text).ids();
    return TokenLoss.of(model.decoder(), TensorTree.of(tensors), Tensor.of(ids, 1, ids.length))
        .mean()
        .item();
  }

  private static float[] columnProducts(KroneckerFactors factors) {
    Factor factor = factor(factors, MATRIX);
    Axis columns = Objects.requireNonNull(factor.columns());
    Tensor vectors = vectors(columns);
    return vectors
        .times(columns.values().slice(0, 0, vectors.size(0)))
        .matmul(vectors.transpose(0, 1))
        .scaled(factor.meanSquare() * vectors(factor.rows()).size(0))
        .toFloats();
  }

  private static Factor factor(KroneckerFactors factors, String name) {
    return Objects.requireNonNull(factors.factors().get(name));
  }

  private static Tensor vectors(Axis axis) {
    return Objects.requireNonNull(axis.vectors());
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
