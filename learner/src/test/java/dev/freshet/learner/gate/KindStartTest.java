package dev.freshet.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KindStartTest {
  private static final int SCORES = NoveltyScores.count();

  /** One document at 3, a start at 0 that counts for half of one: worked by hand. */
  @Test
  void aKindOfOneDocumentLiesBetweenThatAndItsStart() {
    Baseline lane = baseline(100, 0, 1);
    Baseline kind = baseline(1, 3, 0);
    double[] values = filled(4);

    // mean 3 / 1.5 = 2, variance 2 / 3 (1 + 1 / 1.5) = 10 / 9
    double[] deviations = KindStart.PLAIN.deviations(kind, lane, values);
    assertThat(deviations[0]).isCloseTo(2 / Math.sqrt(10.0 / 9), within(1e-12));
    assertThat(KindStart.PLAIN.novelty(deviations))
        .isCloseTo(-3 + SCORES * 0.5 * Math.log(1 + 3.6), within(1e-12));
  }

  @Test
  void aNumberThatTheLaneHasTooLittleOfSaysNothing() {
    Baseline lane = baseline(9, 0, 1);
    double[] deviations = KindStart.PLAIN.deviations(baseline(1, 3, 0), lane, filled(4));

    assertThat(deviations).containsOnly(Double.NaN);
    assertThat(KindStart.PLAIN.novelty(deviations)).isEqualTo(-3);
  }

  @Test
  void oneThatIsFrozenKnowsNoKindAndANaiveOneKnowsNothingButItsOwn() {
    Baseline lane = baseline(100, 0, 1);
    Baseline kind = baseline(4, 3, 0.25);

    assertThat(KindStart.FROZEN.novelty(filled(0))).isEqualTo(Double.POSITIVE_INFINITY);
    // Variance 0.25 (1 + 1 / 4) of its own, around its own mean.
    assertThat(KindStart.NAIVE.deviations(kind, lane, filled(4))[0])
        .isCloseTo(1 / Math.sqrt(0.3125), within(1e-12));
  }

  @Test
  void theTrainedStartAdaptsFasterThanThePlainOneAndIsPositiveWhereItMustBe() {
    KindStart trained = KindStart.metaTrained();

    for (double[] part :
        new double[][] {
          trained.pull(), trained.spreadPull(), trained.width(), trained.above(), trained.below()
        }) {
      assertThat(part).hasSize(SCORES);
      assertThat(Arrays.stream(part).min().orElseThrow()).isPositive();
    }
    assertThat(trained.bias()).isNegative();
  }

  /** In the lane it is 1, in the kind 0.1, always: what matters is that it is that of the kind. */
  @Test
  void aNumberThatNeverVariesIsNoNewsWhereItIsThatOfTheKind() {
    Baseline lane = baseline(100, 1, 0);
    Baseline kind = baseline(5, 0.1, 0);

    assertThat(KindStart.PLAIN.deviations(kind, lane, filled(0.1))[0]).isBetween(-6.0, 0.0);
    assertThat(KindStart.PLAIN.deviations(kind, lane, filled(1))[0]).isGreaterThan(30);
  }

  private static Baseline baseline(double documents, double mean, double variance) {
    Baseline empty = Baseline.empty();
    return new Baseline(
        documents, filled(documents), filled(mean), filled(variance), empty.centre(), 0, false);
  }

  private static double[] filled(double value) {
    double[] all = new double[SCORES];
    Arrays.fill(all, value);
    return all;
  }
}
