package dev.freshet.learner.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SlicedEnergyTest {
  @Test
  void aWorkedExampleInOneDimension() {
    assertThat(Samples.distance(new SlicedEnergy(), Samples.of(0, 1, 3), Samples.of(1, 2, 5, 6)))
        .isCloseTo(1.75, within(1e-12));
  }

  /** 2 integral (F - G)^2 = 2 E|X - Y| - E|X - X'| - E|Y - Y'|, to the last digit. */
  @Test
  void inOneDimensionItIsTheEnergyDistanceOverAllPairs() {
    CounterRandom random = new CounterRandom(3, 0);
    double[][] x = Samples.normal(random, 23, 1, 0, 1);
    double[][] y = Samples.normal(random, 17, 1, 0.5, 3);

    assertThat(Samples.distance(new SlicedEnergy(), x, y)).isCloseTo(energy(x, y), within(1e-12));
  }

  /** N(0, 1) and N(1, 1): 0.5418066. */
  @Test
  void ofManyNormalNumbersItIsTheClosedForm() {
    CounterRandom random = new CounterRandom(4, 0);
    double[][] x = Samples.normal(random, 40_000, 1, 0, 1);
    double[][] y = Samples.normal(random, 40_000, 1, 1, 1);

    assertThat(Samples.distance(new SlicedEnergy(), x, y)).isCloseTo(0.5418066, within(0.02));
  }

  @Test
  void inMoreDimensionsSlicesAddUpToTheSame() {
    CounterRandom random = new CounterRandom(5, 0);
    for (int dimensions : new int[] {2, 3, 8}) {
      double[][] x = Samples.normal(random, 20, dimensions, 0, 1);
      double[][] y = Samples.normal(random, 30, dimensions, 0.7, 1);

      assertThat(Samples.distance(new SlicedEnergy(40_000), x, y))
          .isCloseTo(energy(x, y), Percentage.withPercentage(2));
    }
  }

  @Test
  void theFactorIsThatOfTheSphere() {
    assertThat(SlicedEnergy.factor(1)).isEqualTo(1);
    assertThat(SlicedEnergy.factor(2)).isEqualTo(Math.PI / 2);
    assertThat(SlicedEnergy.factor(3)).isEqualTo(2);
    assertThat(SlicedEnergy.factor(64)).isCloseTo(9.98743, within(1e-5));
  }

  private static double energy(double[][] x, double[][] y) {
    return 2 * Samples.mean(x, y, false, Samples::length)
        - Samples.mean(x, x, false, Samples::length)
        - Samples.mean(y, y, false, Samples::length);
  }
}
