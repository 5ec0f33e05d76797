package dev.freshet.signal.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreStatisticTest {
  private static final double[][] CORRELATED = {{1, .8}, {.8, 1}};
  private static final double[][] IDENTITY = {{1, 0}, {0, 1}};

  @Test
  void aShiftOfOneMeanLightsUpItsNeighbourToo() {
    // inv(S) (1, 0) = (1, -.8) / .36; squared: 7.716049, 4.938272.
    double[] gamma =
        ScoreStatistic.of(
            Gaussian.of(new double[] {1, 0}, CORRELATED),
            Gaussian.of(new double[] {0, 0}, CORRELATED));

    assertThat(gamma[0]).isCloseTo(7.716049, within(1e-6));
    assertThat(gamma[1]).isCloseTo(4.938272, within(1e-6));
  }

  @Test
  void aLostCorrelationShowsThoughEveryMarginalIsTheSame() {
    double[] gamma =
        ScoreStatistic.of(
            Gaussian.of(new double[] {0, 0}, CORRELATED),
            Gaussian.of(new double[] {0, 0}, IDENTITY));

    assertThat(gamma).containsExactly(new double[] {4.938272, 4.938272}, within(1e-6));
  }

  @Test
  void theShrunkCovarianceHasItsWorkedValue() {
    double[][] rows = {{1, 0}, {-1, 0}, {0, 2}, {0, -2}};

    Gaussian fitted = Gaussian.fit(rows, IntStream.range(0, 4).toArray(), 0);

    assertThat(fitted.covariance()[0]).containsExactly(new double[] {1.20833, 0}, within(5e-6));
    assertThat(fitted.covariance()[1]).containsExactly(new double[] {0, 1.29167}, within(5e-6));
  }

  @Test
  void anInverseTimesItsMatrixIsTheIdentity() {
    double[][] matrix = {{0, 2, 1}, {1, 1, 0}, {3, 0, 1}};
    double[][] inverse = Matrices.inverse(matrix);

    for (int i = 0; i < 3; i++) {
      double[] column = {inverse[0][i], inverse[1][i], inverse[2][i]};
      double[] expected = new double[3];
      expected[i] = 1;
      assertThat(Matrices.times(matrix, column)).containsExactly(expected, within(1e-12));
    }
  }
}
