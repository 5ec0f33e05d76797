package dev.freshet.learner.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PermutationTestTest {
  static List<TwoSampleTest> all() {
    return TwoSampleTests.all();
  }

  /** Kolmogorov and Smirnov's distance from uniform, at the one-in-a-thousand level. */
  @ParameterizedTest
  @MethodSource("all")
  void whereNothingMovedThePValuesAreUniform(TwoSampleTest test) {
    CounterRandom random = new CounterRandom(6, 0);
    PermutationTest permutations = new PermutationTest(test, 99);
    int runs = 1000;
    double[] p = new double[runs];
    for (int run = 0; run < runs; run++) {
      // Heavy tails: the test asks nothing of the distribution.
      double[][] points = Samples.normal(random, 24, 3, 0, 1);
      for (double[] point : points) {
        Arrays.setAll(point, i -> Math.pow(point[i], 3));
      }
      double[][] x = Arrays.copyOfRange(points, 0, 14);
      p[run] = permutations.of(x, Arrays.copyOfRange(points, 14, 24), random).p();
    }
    Arrays.sort(p);
    double farthest = 0;
    for (int i = 0; i < runs; i++) {
      farthest = Math.max(farthest, Math.abs((i + 1.0) / runs - p[i]));
    }

    assertThat(farthest).isLessThan(1.95 / Math.sqrt(runs) + 0.01);
    assertThat(Arrays.stream(p).filter(value -> value <= 0.05).count() / (double) runs)
        .isCloseTo(0.05, within(0.025));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aShiftOfTheMeanAndOneOfTheSpreadAreFound(TwoSampleTest test) {
    CounterRandom random = new CounterRandom(7, 0);
    PermutationTest permutations = new PermutationTest(test, 199);
    int found = 0;
    int foundWider = 0;
    int runs = 40;
    for (int run = 0; run < runs; run++) {
      double[][] x = Samples.normal(random, 100, 8, 0, 1);
      double[][] moved = Samples.normal(random, 32, 8, 0.5, 1);
      double[][] wider = Samples.normal(random, 32, 8, 0, 1.8);
      found += permutations.of(x, moved, random).p() <= 0.05 ? 1 : 0;
      foundWider += permutations.of(x, wider, random).p() <= 0.05 ? 1 : 0;
    }

    assertThat(found).isGreaterThanOrEqualTo(38);
    assertThat(foundWider).isGreaterThanOrEqualTo(34);
  }

  @ParameterizedTest
  @MethodSource("all")
  void pointsThatAreAllTheSameHaveMovedNowhere(TwoSampleTest test) {
    double[][] same = Samples.of(4, 4, 4, 4, 4);

    assertThat(new PermutationTest(test, 19).of(same, same, new CounterRandom(8, 0)).p())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void samplesFarApartHaveTheLeastPValueThereIs(TwoSampleTest test) {
    double[][] low = Samples.normal(new CounterRandom(9, 0), 20, 2, 0, 1);
    double[][] high = Samples.normal(new CounterRandom(9, 1), 20, 2, 50, 1);

    assertThat(new PermutationTest(test, 99).of(low, high, new CounterRandom(9, 2)).p())
        .isEqualTo(0.01);
  }
}
