package dev.freshet.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.CpuScope;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.TensorTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(CpuScope.class)
class AdamTest {
  private static final Schedule RATE = Schedule.constant(0.01);

  @Test
  void theFirstStepIsTheRateAgainstTheSignOfTheGradient() {
    double[] gradient = {5, -1e-3, 40, -0.2};

    double[] update = firstUpdate(new Adam(RATE, 0.9, 0.999, 0, 0), gradient);

    for (int i = 0; i < gradient.length; i++) {
      assertThat(update[i]).isCloseTo(-0.01 * Math.signum(gradient[i]), within(1e-16));
    }
  }

  /** With e, the first step is -a g / (|g| + e). */
  @Test
  void epsilonStandsBesideTheCorrectedRoot() {
    double[] gradient = {5, -1e-3, 1e-8, 0};

    double[] update = firstUpdate(new Adam(RATE, 0.9, 0.999, 1e-3, 0), gradient);

    for (int i = 0; i < gradient.length; i++) {
      double expected = -0.01 * gradient[i] / (Math.abs(gradient[i]) + 1e-3);
      assertThat(update[i]).isCloseTo(expected, within(1e-16));
    }
  }

  private static double[] firstUpdate(Adam adam, double[] gradient) {
    TensorTree parameters = Trajectory.tree(Trajectory.START, Dtype.F64, 4);
    return adam.update(Trajectory.tree(gradient, Dtype.F64, 4), adam.init(parameters), parameters)
        .updates()
        .get("w")
        .toDoubles();
  }

  @ParameterizedTest
  @CsvSource({
    "0.9, 0.999, 1e-8, 0",
    "0.9, 0.95, 1e-5, 0.1",
    "0, 0.9, 1e-8, 0.5",
    "0.9, 0, 1e-2, 0",
  })
  void tenStepsAreThePapersRecurrence(double b1, double b2, double epsilon, double decay) {
    Schedule falling = step -> 0.1 / (step + 1);
    Adam adam = new Adam(falling, b1, b2, epsilon, decay);
    double[] expected = paper(falling, b1, b2, epsilon, decay);

    assertClose(Trajectory.end(adam, Dtype.F64), expected, 1e-12);
    assertClose(Trajectory.end(adam, Dtype.F32), expected, 1e-6);
  }

  /** Algorithm 1 of Kingma and Ba, with the decay of Loshchilov and Hutter, number by number. */
  private static double[] paper(Schedule rate, double b1, double b2, double epsilon, double decay) {
    double[] theta = Trajectory.START.clone();
    for (int i = 0; i < theta.length; i++) {
      double m = 0;
      double v = 0;
      for (int t = 1; t <= Trajectory.GRADIENTS.length; t++) {
        double g = Trajectory.GRADIENTS[t - 1][i];
        m = b1 * m + (1 - b1) * g;
        v = b2 * v + (1 - b2) * g * g;
        double mHat = m / (1 - Math.pow(b1, t));
        double vHat = v / (1 - Math.pow(b2, t));
        theta[i] -= rate.at(t - 1) * (mHat / (Math.sqrt(vHat) + epsilon) + decay * theta[i]);
      }
    }
    return theta;
  }

  @Test
  void decayAloneShrinksMatricesGeometricallyAndLeavesVectorsAlone() {
    Adam adam = new Adam(RATE, 0.9, 0.999, 1e-8, 0.5);
    double[][] nothing = new double[10][4];

    double[] matrix = Trajectory.end(adam, Dtype.F64, nothing, 2, 2);
    double[] vector = Trajectory.end(adam, Dtype.F64, nothing, 4);

    double shrunk = Math.pow(1 - 0.01 * 0.5, 10);
    for (int i = 0; i < 4; i++) {
      assertThat(matrix[i]).isCloseTo(Trajectory.START[i] * shrunk, within(1e-15));
    }
    assertThat(vector).containsExactly(Trajectory.START);
  }

  @Test
  void theDefaultsAreThePapers() {
    Adam adam = Adam.of(0.01);

    assertThat(new double[] {adam.b1(), adam.b2(), adam.epsilon(), adam.decay()})
        .containsExactly(0.9, 0.999, 1e-8, 0);
    assertThat(adam.learningRate().at(12)).isEqualTo(0.01);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.9, 0, 0", "-0.1, 0.9, 0, 0", "0.9, 1, 0, 0", "0.9, NaN, 0, 0", "0, 0, -1, 0"})
  void settingsOutsideOfTheirRangeAreRefused(double b1, double b2, double epsilon, double decay) {
    assertThatThrownBy(() -> new Adam(RATE, b1, b2, epsilon, decay))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      double allowed = tolerance * Math.max(1, Math.abs(expected[i]));
      assertThat(actual[i]).isCloseTo(expected[i], within(allowed));
    }
  }
}
