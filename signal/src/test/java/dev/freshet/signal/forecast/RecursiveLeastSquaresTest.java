package dev.freshet.signal.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import org.junit.jupiter.api.Test;

class RecursiveLeastSquaresTest {
  private static final double RIDGE = 0.5;
  private static final double FORGETTING = 0.98;

  @Test
  void itIsTheDiscountedRidgeRegressionOfAllPairs() {
    int pairs = 40;
    CounterRandom random = new CounterRandom(1, 0);
    RecursiveLeastSquares recursive = new RecursiveLeastSquares(3, 2, RIDGE, FORGETTING);
    double[][] covariance = new double[3][3];
    double[][] cross = new double[2][3];
    for (int i = 0; i < 3; i++) {
      covariance[i][i] = RIDGE;
    }
    for (int n = 0; n < pairs; n++) {
      double[] x = {random.nextGaussian(), random.nextGaussian(), 1};
      double[] y = {2 * x[0] - x[1] + random.nextGaussian(), x[1] + 5};
      recursive.learn(x, y);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          covariance[i][j] = FORGETTING * covariance[i][j] + x[i] * x[j];
        }
        for (int o = 0; o < 2; o++) {
          cross[o][i] = FORGETTING * cross[o][i] + y[o] * x[i];
        }
      }
    }

    double[] probe = {0.3, -2, 1};
    double[] coefficients = cramer(covariance, probe);
    for (int o = 0; o < 2; o++) {
      double expected = 0;
      for (int i = 0; i < 3; i++) {
        expected += coefficients[i] * cross[o][i];
      }
      assertThat(recursive.predict(probe)[o]).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void featuresThatStopVaryingLeaveItFinite() {
    RecursiveLeastSquares recursive = new RecursiveLeastSquares(4, 1, 10, 0.99);
    for (int n = 0; n < 200_000; n++) {
      recursive.learn(new double[] {0, 0, 0, 1}, new double[] {7});
    }

    assertThat(recursive.predict(new double[] {1e3, 1e3, 1e3, 1})[0]).isCloseTo(7, within(0.1));
    for (int n = 0; n < 200; n++) {
      recursive.learn(new double[] {n % 5, n % 3, n % 2, 1}, new double[] {n % 5});
    }
    assertThat(recursive.predict(new double[] {4, 1, 1, 1})[0]).isBetween(-20.0, 20.0);
  }

  /** Solves a system of three by Cramer's rule. */
  private static double[] cramer(double[][] matrix, double[] right) {
    double whole = determinant(matrix);
    double[] solution = new double[3];
    for (int column = 0; column < 3; column++) {
      double[][] replaced = new double[3][];
      for (int row = 0; row < 3; row++) {
        replaced[row] = matrix[row].clone();
        replaced[row][column] = right[row];
      }
      solution[column] = determinant(replaced) / whole;
    }
    return solution;
  }

  private static double determinant(double[][] m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  }
}
