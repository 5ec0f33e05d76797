package dev.freshet.signal.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class VusPrTest {
  private static final List<NabWindow> FOUR_TO_FIVE = List.of(new NabWindow(4, 5));

  @Test
  void withoutABufferItIsAveragePrecision() {
    // By hand: ranks 4, 0, 5, then the rest; precision 1 at recall 1/2, 2/3 at recall 1.
    double[] scores = {.8, .1, .1, .1, .9, .7, .1, .1};

    assertThat(VusPr.of(scores, FOUR_TO_FIVE, 0)).isCloseTo(.5 + .5 * 2 / 3, within(1e-12));
  }

  @Test
  void bothSidesFadeOutWithTheSquareRoot() {
    // l = 2: rows 3 and 6 have label sqrt(1/2); P = 2, P_l = 2 + sqrt 2, positives 2 + sqrt(1/2).
    // Row 3 first: TP .7071 of 2.7071, precision .7071; then rows 4 and 5: TP 1.7071, 2.7071.
    double[] scores = {.1, .1, .1, .9, .8, .7, .1, .1};
    double root = Math.sqrt(.5);
    double positives = 2 + root;
    double area =
        root / positives * root + 1 / positives * (root + 1) / 2 + 1 / positives * (root + 2) / 3;
    double none = VusPr.of(scores, FOUR_TO_FIVE, 0);
    double one = VusPr.of(scores, FOUR_TO_FIVE, 1);

    assertThat(one).as("half of one row is none").isCloseTo(none, within(1e-12));
    assertThat(VusPr.of(scores, FOUR_TO_FIVE, 2))
        .isCloseTo((none + none + area) / 3, within(1e-12));
  }

  @Test
  void aPerfectRankingIsOneAndAllEqualIsTheShareOfAnomalies() {
    double[] perfect = {0, 0, 0, 0, 1, 1, 0, 0};
    double[] equal = new double[8];

    assertThat(VusPr.of(perfect, FOUR_TO_FIVE, 0)).isCloseTo(1, within(1e-12));
    assertThat(VusPr.of(equal, FOUR_TO_FIVE, 0)).isCloseTo(2.0 / 8, within(1e-12));
  }

  @Test
  void anAnomalyThatIsNeverTouchedCapsRecall() {
    List<NabWindow> two = List.of(new NabWindow(1, 1), new NabWindow(6, 6));
    double[] scores = {0, .9, 0, 0, 0, 0, 0, 0};

    // Recall min(1, 1/2) * 1/2 at precision 1; the rest comes at 2/8.
    assertThat(VusPr.of(scores, two, 0)).isCloseTo(.25 + .75 * .25, within(1e-12));
  }
}
