package dev.freshet.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The links that scale a gradient weight by weight: frozen second moments, step sizes. */
@ExtendWith(CpuScope.class)
class ScalingTest {
  private static final double[] GRADIENT = {2, -3, 0.5, 0};
  private static final double[] SQUARES = {4, 0, 1, 9};

  @TempDir private Path folder;

  @Test
  void aGradientIsDividedByItsDampedUsualSize() {
    Precondition link = Precondition.of(new SecondMoments(tree(SQUARES)), 0.3);

    double[] update = updated(link);

    double rms = Math.sqrt((4 + 0 + 1 + 9) / 4.0);
    for (int i = 0; i < GRADIENT.length; i++) {
      double expected = GRADIENT[i] / (Math.sqrt(SQUARES[i]) + 0.3 * rms);
      assertThat(update[i]).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void aTensorThatNeverHadAGradientStaysFinite() {
    Precondition link = Precondition.of(new SecondMoments(tree(new double[4])), 0.3);

    assertThat(Arrays.stream(link.scales().get("w").toDoubles())).allMatch(Double::isFinite);
  }

  @Test
  void eachTensorIsScaledByItsOwnStepSize() {
    assertThat(updated(StepSizes.perTensor(Map.of("w", 3.0)))).containsExactly(6, -9, 1.5, 0);
    assertThat(updated(new StepSizes(Map.of()))).containsExactly(GRADIENT);
  }

  @Test
  void rowsAndColumnsOfAMatrixHaveStepSizesOfTheirOwn() {
    TensorTree matrix = Trajectory.tree(new double[] {2, -3, 0.5, 1}, Dtype.F64, 2, 2);
    StepSizes both = sizes(List.of(1.0, 10.0), List.of(1.0, 2.0));
    StepSizes rows = sizes(List.of(1.0, 10.0), List.of(3.0));
    StepSizes columns = sizes(List.of(3.0), List.of(1.0, 2.0));

    assertThat(scaled(both, matrix)).containsExactly(2, -6, 5, 20);
    assertThat(scaled(rows, matrix)).containsExactly(6, -9, 15, 30);
    assertThat(scaled(columns, matrix)).containsExactly(6, -18, 1.5, 6);
    assertThatThrownBy(() -> sizes(List.of(1.0, 2.0, 3.0), List.of(1.0)).init(matrix))
        .hasMessageContaining("of another shape");
  }

  private static StepSizes sizes(List<Double> rows, List<Double> columns) {
    return new StepSizes(Map.of("w", new StepSize(rows, columns)));
  }

  private static double[] scaled(StepSizes sizes, TensorTree gradient) {
    return sizes.update(gradient, sizes.init(gradient), gradient).updates().get("w").toDoubles();
  }

  @Test
  void aStepSizeForNoTensorIsRefused() {
    assertThatThrownBy(() -> StepSizes.perTensor(Map.of("elsewhere", 2.0)).init(tree(GRADIENT)))
        .hasMessageContaining("no parameter is named elsewhere");
    assertThatThrownBy(() -> StepSizes.perTensor(Map.of("w", Double.NaN)))
        .hasMessageContaining("a step size is NaN");
  }

  @Test
  void secondMomentsAreReadAsTheyWereWritten() throws Exception {
    SecondMoments.of(
            new TransformationState(
                Map.of(
                    "1.m",
                    Trajectory.tree(GRADIENT, Dtype.F32, 4),
                    "1.v",
                    Trajectory.tree(SQUARES, Dtype.F32, 4)),
                Map.of()))
        .write(folder);

    SecondMoments read = SecondMoments.read(folder, tree(GRADIENT)).orElseThrow();

    assertThat(read.squares().get("w").dtype()).isEqualTo(Dtype.F32);
    assertThat(read.squares().get("w").toFloats()).containsExactly(4, 0, 1, 9);
    assertThat(SecondMoments.read(folder.resolve("none"), tree(GRADIENT))).isEmpty();
  }

  @Test
  void secondMomentsOfAnotherModelAreRefused() throws Exception {
    new SecondMoments(tree(SQUARES)).write(folder);
    TensorTree other = TensorTree.of(Map.of("x", Tensor.of(GRADIENT, 4)));

    assertThatThrownBy(() -> SecondMoments.read(folder, other))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT))
        .hasMessageContaining("not those of this model");
    assertThat(folder).isDirectoryContaining("glob:**second-moments.safetensors");
  }

  private static double[] updated(GradientTransformation link) {
    TensorTree parameters = tree(GRADIENT);
    return link.update(tree(GRADIENT), link.init(parameters), parameters)
        .updates()
        .get("w")
        .toDoubles();
  }

  private static TensorTree tree(double[] values) {
    return Trajectory.tree(values, Dtype.F64, 4);
  }
}
