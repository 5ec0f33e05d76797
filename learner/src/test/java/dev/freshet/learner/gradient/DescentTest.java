package dev.freshet.learner.gradient;

import static dev.freshet.learner.gradient.AdamTest.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gradient descent with and without momentum, clipped or not, and their chains. */
@ExtendWith(CpuScope.class)
class DescentTest {
  private static final Schedule FALLING = step -> 0.5 / (step + 2);

  @Test
  void plainDescentSubtractsTheGradientsTimesTheirRates() {
    double[] expected = Trajectory.START.clone();
    for (int step = 0; step < Trajectory.GRADIENTS.length; step++) {
      for (int i = 0; i < expected.length; i++) {
        expected[i] -= FALLING.at(step) * Trajectory.GRADIENTS[step][i];
      }
    }

    assertClose(Trajectory.end(new Sgd(FALLING), Dtype.F64), expected, 1e-12);
    assertClose(Trajectory.end(new Sgd(FALLING), Dtype.F32), expected, 1e-6);
  }

  @Test
  void momentumKeepsADecayingSumOfGradients() {
    double[] expected = momentum(Trajectory.GRADIENTS, FALLING, 0.9);

    assertClose(Trajectory.end(new Momentum(FALLING, 0.9), Dtype.F64), expected, 1e-12);
    assertClose(Trajectory.end(new Momentum(FALLING, 0.9), Dtype.F32), expected, 1e-6);
  }

  /** Under a constant gradient the trace is the partial sum of a geometric series. */
  @Test
  void momentumUnderAConstantGradientIsTheGeometricSeries() {
    double[][] ones = new double[10][4];
    for (double[] row : ones) {
      java.util.Arrays.fill(row, 1);
    }
    double total = 0;
    for (int n = 1; n <= 10; n++) {
      total += (1 - Math.pow(0.8, n)) / (1 - 0.8);
    }

    double[] end = Trajectory.end(new Momentum(Schedule.constant(0.1), 0.8), Dtype.F64, ones, 4);

    assertThat(end[0]).isCloseTo(Trajectory.START[0] - 0.1 * total, within(1e-12));
  }

  private static double[] momentum(double[][] gradients, Schedule rate, double decay) {
    double[] theta = Trajectory.START.clone();
    for (int i = 0; i < theta.length; i++) {
      double trace = 0;
      for (int step = 0; step < gradients.length; step++) {
        trace = decay * trace + gradients[step][i];
        theta[i] -= rate.at(step) * trace;
      }
    }
    return theta;
  }

  @Test
  void gradientsAboveTheLimitAreScaledToItAllTogether() {
    TensorTree gradients =
        TensorTree.of(
            Map.of("a", Tensor.of(new double[] {3, 0}, 2), "b", Tensor.of(new double[] {4}, 1)));
    ClipByGlobalNorm clip = new ClipByGlobalNorm(2.5);

    TensorTree clipped = clip.update(gradients, clip.init(gradients), gradients).updates();

    assertThat(clipped.get("a").toDoubles()).containsExactly(1.5, 0);
    assertThat(clipped.get("b").toDoubles()).containsExactly(2);
    assertThat(clipped.globalNorm()).isCloseTo(2.5, within(1e-15));
  }

  @Test
  void gradientsWithinTheLimitPassUnchanged() {
    TensorTree gradients = Trajectory.tree(new double[] {3, 4}, Dtype.F64, 2);
    ClipByGlobalNorm clip = new ClipByGlobalNorm(5);

    assertThat(
            clip.update(gradients, TransformationState.EMPTY, gradients)
                .updates()
                .get("w")
                .toDoubles())
        .containsExactly(3, 4);
    assertThatThrownBy(() -> new ClipByGlobalNorm(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChainHandsTheUpdatesOfEachLinkToTheNext() {
    double[][] clipped = Trajectory.GRADIENTS.clone();
    for (int step = 0; step < clipped.length; step++) {
      double norm = 0;
      for (double g : clipped[step]) {
        norm += g * g;
      }
      double factor = Math.min(1, 0.5 / Math.sqrt(norm));
      clipped[step] = java.util.Arrays.stream(clipped[step]).map(g -> factor * g).toArray();
    }
    double[] expected = momentum(clipped, FALLING, 0.9);

    Chain chain = Chain.of(new ClipByGlobalNorm(0.5), new Momentum(FALLING, 0.9));

    assertClose(Trajectory.end(chain, Dtype.F64), expected, 1e-12);
  }

  /** Two momenta in a row: the second one's gradient is the first one's update. */
  @Test
  void linksOfOneKindKeepStatesOfTheirOwn() {
    double[] expected = Trajectory.START.clone();
    for (int i = 0; i < expected.length; i++) {
      double first = 0;
      double second = 0;
      for (double[] gradient : Trajectory.GRADIENTS) {
        first = 0.5 * first + gradient[i];
        second = 0.9 * second - 0.1 * first;
        expected[i] -= -1 * second;
      }
    }

    Chain chain =
        Chain.of(
            new Momentum(Schedule.constant(0.1), 0.5), new Momentum(Schedule.constant(-1), 0.9));

    assertClose(Trajectory.end(chain, Dtype.F64), expected, 1e-12);
  }

  @Test
  void anEmptyChainChangesNothingAndChainsNest() {
    Chain nested = Chain.of(Chain.of(), Chain.of(new Sgd(FALLING)));

    assertThat(Trajectory.end(nested, Dtype.F64))
        .containsExactly(Trajectory.end(new Sgd(FALLING), Dtype.F64));
  }
}
