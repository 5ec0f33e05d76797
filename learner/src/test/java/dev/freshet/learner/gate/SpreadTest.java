package dev.freshet.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import org.junit.jupiter.api.Test;

class SpreadTest {
  /** S = diag(0.5, 2), m = 1.25, d2 = 0.5625, b2 = 0.53125, by hand. */
  @Test
  void shrinkageIsThatOfLedoitAndWolf() {
    Spread spread = Spread.empty(2);
    for (double[] x : new double[][] {{1, 0}, {-1, 0}, {0, 2}, {0, -2}}) {
      spread = spread.with(x, 1000);
    }

    assertThat(spread.second()).containsExactly(new double[] {0.5, 0, 0, 2}, within(1e-12));
    assertThat(spread.shrunk())
        .containsExactly(new double[] {1.2083333333, 0, 0, 1.2916666667}, within(1e-9));
  }

  @Test
  void distancesAreThoseOfTheInverseCovariance() {
    Metric metric = new Metric(new double[] {2, 1, 1, 2});

    // The inverse is (2, -1; -1, 2) / 3.
    assertThat(metric.squared(new double[] {4, 2}, new double[] {1, 1}))
        .isCloseTo((2 * 9 - 2 * 3 + 2 * 1) / 3.0, within(1e-12));
  }

  /** For many Gaussian documents the squared distance is chi-squared: its mean is p. */
  @Test
  void theMeanSquaredDistanceOfManyGaussianDocumentsIsTheDimension() {
    int p = 4;
    CounterRandom random = new CounterRandom(3, 0);
    Spread spread = Spread.empty(p);
    for (int i = 0; i < 4000; i++) {
      spread = spread.with(correlated(random, p), 100_000);
    }
    Metric metric = spread.metric();
    double sum = 0;
    for (int i = 0; i < 4000; i++) {
      sum += metric.squared(correlated(random, p), new double[p]);
    }

    assertThat(sum / 4000).isCloseTo(p, within(0.2));
  }

  private static double[] correlated(CounterRandom random, int p) {
    double[] x = new double[p];
    double common = random.nextGaussian();
    for (int i = 0; i < p; i++) {
      x[i] = (i + 1) * (common + random.nextGaussian());
    }
    return x;
  }
}
