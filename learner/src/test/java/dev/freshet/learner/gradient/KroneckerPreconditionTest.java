package dev.freshet.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.CpuScope;
import dev.freshet.learner.gradient.KroneckerFactors.Axis;
import dev.freshet.learner.gradient.KroneckerFactors.Factor;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Against explicit inverses of small matrices, in float64. */
@ExtendWith(CpuScope.class)
class KroneckerPreconditionTest {
  /** Orthonormal: a rotation by an angle whose sine is 0.6. */
  private static final double[] ROTATION = {0.8, -0.6, 0.6, 0.8};

  /** Orthonormal columns, as in a table of reflections. */
  private static final double[] REFLECTION = {
    1 / 3.0, -2 / 3.0, -2 / 3.0, -2 / 3.0, 1 / 3.0, -2 / 3.0, -2 / 3.0, -2 / 3.0, 1 / 3.0
  };

  private static final double[] GRADIENT = {2, -3, 0.5, 1, 4, -1};
  private static final double DAMPING = 0.4;

  @TempDir private Path folder;

  @Test
  void aMatrixIsMultipliedByBothDampedInverses() {
    KroneckerPrecondition link = full(1);

    double[] update = times(link, GRADIENT);

    DMatrixRMaj expected =
        times(
            times(inverse(ROTATION, 1.5, 0.5), new DMatrixRMaj(2, 3, true, GRADIENT)),
            inverse(REFLECTION, 2.4, 0.5, 0.1));
    double scale = update[0] / expected.get(0, 0);
    for (int i = 0; i < update.length; i++) {
      assertThat(update[i]).isCloseTo(scale * expected.get(i / 3, i % 3), within(1e-12));
    }
  }

  /** Gradients sqrt(6 s l_i r_j) u_i v_j' have exactly these factors. */
  @Test
  void theMeanSquareOfUpdatesIsOneForTheGradientsThatWereMeasured() {
    double meanSquare = 7;
    KroneckerPrecondition link = full(meanSquare);
    double[] l = {1.5, 0.5};
    double[] r = {2.4, 0.5, 0.1};
    double squares = 0;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        double size = Math.sqrt(6 * meanSquare * l[i] * r[j]);
        double[] gradient = new double[6];
        for (int k = 0; k < gradient.length; k++) {
          gradient[k] = size * ROTATION[k / 3 * 2 + i] * REFLECTION[k % 3 * 3 + j];
        }
        for (double x : times(link, gradient)) {
          squares += x * x / 6;
        }
      }
    }
    assertThat(squares / 6).isCloseTo(1, within(1e-12));
  }

  @Test
  void theMapIsSymmetric() {
    KroneckerPrecondition link = full(3);
    double[] other = {0.3, 1, -2, 5, -0.7, 0.1};

    assertThat(dot(times(link, GRADIENT), other))
        .isCloseTo(dot(GRADIENT, times(link, other)), within(1e-12));
  }

  @Test
  void directionsThatAreNotKeptCountAlike() {
    Axis rows = new Axis(null, Tensor.of(new double[] {1.5, 0.5}, 2));
    Axis all = new Axis(Tensor.of(REFLECTION, 3, 3), Tensor.of(new double[] {2, 0.5, 0.5, 9}, 4));
    Axis loudest =
        new Axis(
            Tensor.of(new double[] {REFLECTION[0], REFLECTION[3], REFLECTION[6]}, 3, 1),
            Tensor.of(new double[] {2, 0.5}, 2));

    double[] expected = times(link(new Factor(1, rows, all)), GRADIENT);
    double[] actual = times(link(new Factor(1, rows, loudest)), GRADIENT);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-12));
    }
  }

  @Test
  void aVectorIsScaledPlaceByPlaceAndWhatNeverMovedStays() {
    Axis places = new Axis(null, Tensor.of(new double[] {0, 0.5, 1.5, 2}, 4));
    TensorTree gradient = TensorTree.of(Map.of("w", Tensor.of(new double[] {1, 1, 1, 1}, 4)));

    double[] update = update(link(new Factor(2, places, null), gradient), gradient);
    double[] still = update(link(new Factor(0, places, null), gradient), gradient);

    assertThat(update[1] / update[0]).isCloseTo(0.4 / 0.9, within(1e-12));
    assertThat(update[3] / update[0]).isCloseTo(0.4 / 2.4, within(1e-12));
    assertThat(still).containsExactly(0, 0, 0, 0);
  }

  @Test
  void factorsAreReadAsTheyWereWritten() {
    TensorTree parameters = TensorTree.of(Map.of("w", Tensor.of(new float[6], 2, 3)));
    Axis rows = new Axis(null, Tensor.of(new float[] {1.5f, 0.5f}, 2));
    Axis columns =
        new Axis(
            Tensor.of(new float[] {0.5f, 0.5f, -1}, 3, 1), Tensor.of(new float[] {2, 0.5f}, 2));
    new KroneckerFactors(Map.of("w", new Factor(0.25, rows, columns))).write(folder);

    Factor read =
        Objects.requireNonNull(
            KroneckerFactors.read(folder, parameters).orElseThrow().factors().get("w"));

    assertThat(read.meanSquare()).isEqualTo(0.25);
    assertThat(read.rows().vectors()).isNull();
    Axis again = Objects.requireNonNull(read.columns());
    assertThat(Objects.requireNonNull(again.vectors()).toFloats()).containsExactly(0.5f, 0.5f, -1);
    assertThat(again.values().toFloats()).containsExactly(2, 0.5f);
    assertThat(KroneckerFactors.digest(folder)).hasSize(64);
    assertThat(KroneckerFactors.read(folder.resolve("none"), parameters)).isEmpty();
  }

  @Test
  void factorsOfAnotherModelAreRefused() {
    Axis rows = new Axis(null, Tensor.of(new float[] {1.5f, 0.5f}, 2));
    new KroneckerFactors(Map.of("w", new Factor(1, rows, rows))).write(folder);

    for (TensorTree other :
        List.of(
            TensorTree.of(Map.of("x", Tensor.of(new float[4], 2, 2))),
            TensorTree.of(Map.of("w", Tensor.of(new float[6], 2, 3))),
            TensorTree.of(Map.of("w", Tensor.of(new float[2], 2))))) {
      assertThatThrownBy(() -> KroneckerFactors.read(folder, other))
          .isInstanceOfSatisfying(
              FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT))
          .hasMessageContaining("not those of this model");
    }
  }

  private static KroneckerPrecondition full(double meanSquare) {
    return link(
        new Factor(
            meanSquare,
            new Axis(Tensor.of(ROTATION, 2, 2), Tensor.of(new double[] {1.5, 0.5, 9}, 3)),
            new Axis(Tensor.of(REFLECTION, 3, 3), Tensor.of(new double[] {2.4, 0.5, 0.1, 9}, 4))));
  }

  private static KroneckerPrecondition link(Factor factor) {
    return link(factor, matrix(GRADIENT));
  }

  private static KroneckerPrecondition link(Factor factor, TensorTree parameters) {
    return KroneckerPrecondition.of(new KroneckerFactors(Map.of("w", factor)), parameters, DAMPING);
  }

  private static double[] times(KroneckerPrecondition link, double[] gradient) {
    return update(link, matrix(gradient));
  }

  private static double[] update(KroneckerPrecondition link, TensorTree gradient) {
    return link.update(gradient, link.init(gradient), gradient).updates().get("w").toDoubles();
  }

  private static TensorTree matrix(double[] values) {
    return TensorTree.of(Map.of("w", Tensor.of(values, 2, 3)));
  }

  /** (V diag(values) V' + d)^-1 by elimination. */
  private static DMatrixRMaj inverse(double[] vectors, double... values) {
    int n = values.length;
    DMatrixRMaj v = new DMatrixRMaj(n, n, true, vectors);
    DMatrixRMaj transposed = CommonOps_DDRM.transpose(v, null);
    DMatrixRMaj damped = times(times(v, CommonOps_DDRM.diag(values)), transposed);
    CommonOps_DDRM.addEquals(damped, CommonOps_DDRM.diag(filled(n)));
    DMatrixRMaj inverse = new DMatrixRMaj(n, n);
    assertThat(CommonOps_DDRM.invert(damped, inverse)).isTrue();
    return inverse;
  }

  private static double[] filled(int n) {
    double[] dampings = new double[n];
    Arrays.fill(dampings, DAMPING);
    return dampings;
  }

  private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
    DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
    CommonOps_DDRM.mult(a, b, product);
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
