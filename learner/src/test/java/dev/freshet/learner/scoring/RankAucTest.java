package dev.freshet.learner.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import org.junit.jupiter.api.Test;

class RankAucTest {
  @Test
  void aPerfectOrderIsOneAndAReversedOneZero() {
    boolean[] marks = {false, false, true, true};
    assertThat(RankAuc.of(new double[] {1, 2, 3, 4}, marks)).isEqualTo(1);
    assertThat(RankAuc.of(new double[] {4, 3, 2, 1}, marks)).isZero();
  }

  @Test
  void tiesCountOneHalf() {
    assertThat(RankAuc.of(new double[] {1, 1, 1}, new boolean[] {true, false, false}))
        .isEqualTo(0.5);
    assertThat(RankAuc.of(new double[] {1, 1, 2}, new boolean[] {false, true, true}))
        .isEqualTo(0.75);
  }

  @Test
  void itIsTheShareOfPairsInOrder() {
    CounterRandom random = new CounterRandom(5, 5);
    double[] scores = new double[200];
    boolean[] marks = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      marks[i] = random.nextInt(3) == 0;
      scores[i] = random.nextInt(20) + (marks[i] ? 3 : 0);
    }
    double pairs = 0;
    double ordered = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (marks[i] && !marks[j]) {
          pairs++;
          ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    assertThat(RankAuc.of(scores, marks)).isCloseTo(ordered / pairs, within(1e-12));
  }

  @Test
  void withoutBothKindsThereIsNone() {
    assertThat(RankAuc.of(new double[] {1, 2}, new boolean[] {true, true})).isNaN();
    assertThat(RankAuc.of(new double[0], new boolean[0])).isNaN();
  }
}
