package dev.freshet.learner.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GaussianMmdTest {
  @Test
  void aWorkedExample() {
    assertThat(Samples.distance(new GaussianMmd(1), Samples.of(0, 1, 2), Samples.of(1, 3, 4)))
        .isCloseTo(0.00872029, within(1e-8));
  }

  /** Within a sample every kernel is 1, between them exp(-a^2 / 2 l^2): 2 - 2 exp(-a^2 / 2 l^2). */
  @Test
  void twoPointMasses() {
    double[][] x = Samples.of(0, 0, 0);
    double[][] y = Samples.of(3, 3, 3, 3);

    assertThat(Samples.distance(new GaussianMmd(2), x, y))
        .isCloseTo(2 - 2 * Math.exp(-9 / 8.0), within(1e-12));
  }

  @Test
  void isTheMeanOverAllPairsAtTheMedianDistance() {
    CounterRandom random = new CounterRandom(1, 0);
    double[][] x = Samples.normal(random, 9, 3, 0, 1);
    double[][] y = Samples.normal(random, 6, 3, 1, 2);
    double[][] pooled = new double[15][];
    System.arraycopy(x, 0, pooled, 0, 9);
    System.arraycopy(y, 0, pooled, 9, 6);
    double[] distances =
        IntStream.range(0, 15 * 15)
            .filter(pair -> pair / 15 < pair % 15)
            .mapToDouble(pair -> Samples.length(pooled[pair / 15], pooled[pair % 15]))
            .sorted()
            .toArray();
    double median = distances[distances.length / 2];
    ToDoubleBiFunction<double[], double[]> kernel =
        (a, b) -> Math.exp(-Math.pow(Samples.length(a, b) / median, 2) / 2);

    double truth =
        Samples.mean(x, x, true, kernel)
            + Samples.mean(y, y, true, kernel)
            - 2 * Samples.mean(x, y, false, kernel);
    assertThat(Samples.distance(new GaussianMmd(), x, y)).isCloseTo(truth, within(1e-12));
  }

  /** Of normal samples the expectation is known, and the estimate has no bias. */
  @Test
  void isUnbiased() {
    CounterRandom random = new CounterRandom(2, 0);
    double shifted = 0;
    double wider = 0;
    double same = 0;
    int runs = 4000;
    for (int run = 0; run < runs; run++) {
      double[][] x = Samples.normal(random, 8, 1, 0, 1);
      shifted += Samples.distance(new GaussianMmd(1), x, Samples.normal(random, 8, 1, 1, 1)) / runs;
      wider += Samples.distance(new GaussianMmd(1), x, Samples.normal(random, 8, 1, 0, 2)) / runs;
      same += Samples.distance(new GaussianMmd(1), x, Samples.normal(random, 8, 1, 0, 1)) / runs;
    }

    assertThat(shifted).isCloseTo(0.1772676, within(0.012));
    assertThat(wider).isCloseTo(0.0941870, within(0.01));
    assertThat(same).isCloseTo(0, within(0.006));
  }

  @Test
  void pointsThatAreAllTheSameAreNoDistanceApart() {
    assertThat(Samples.distance(new GaussianMmd(), Samples.of(5, 5), Samples.of(5, 5, 5)))
        .isCloseTo(0, within(1e-12));
  }
}
