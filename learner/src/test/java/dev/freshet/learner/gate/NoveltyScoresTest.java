package dev.freshet.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.learner.gate.NoveltyScore.Glance;
import org.junit.jupiter.api.Test;

class NoveltyScoresTest {
  private static final double[] LOSSES = {5, 1, 2, 3, 4};

  @Test
  void statisticsOfTheLosses() {
    assertThat(new MeanLoss().of(glance("abc"))).isEqualTo(3);
    assertThat(new EasiestFifth().of(glance("abc"))).isEqualTo(1);
  }

  @Test
  void theEnergyIsTheMeanOfTheLogSumExps() {
    assertThat(new Energy().of(glance("abc"))).isEqualTo(8);
    assertThat(new Energy().novelty(-2)).isPositive();
  }

  @Test
  void theDistanceCountsByItsLogarithm() {
    assertThat(new Distance().of(glance("abc"))).isCloseTo(Math.log(2), within(1e-9));
  }

  @Test
  void repeatedTextHasFewDistinctRuns() {
    assertThat(new Repetition().of(glance("abcdefgh"))).isEqualTo(1);
    // 8 distinct runs in 33 characters, of 26.
    assertThat(new Repetition().of(glance("abcdefgh".repeat(4) + "a"))).isEqualTo(8 / 26.0);
    assertThat(new Repetition().of(glance("short"))).isEqualTo(1);
    assertThat(new Repetition().novelty(-5)).isEqualTo(3);
    assertThat(new Repetition().novelty(5)).isZero();
  }

  /** a|b|ab|aba|ba: by hand. */
  @Test
  void phrasesAreThoseOfZivAndLempel() {
    assertThat(Compressibility.phrases("abababaab", 9)).isEqualTo(5);
    assertThat(new Compressibility().of(glance("ab".repeat(200))))
        .isLessThan(new Compressibility().of(glance(varied(400))) / 2);
  }

  @Test
  void charactersCountAsCodePoints() {
    assertThat(new CharactersPerToken().of(glance("\uD83C\uDF0A\uD83C\uDF0A12345678")))
        .isEqualTo(2);
  }

  @Test
  void aNumberThatIsFarOutCountsForNoMoreThanThirtyDeviations() {
    double[] far = new double[NoveltyScores.count()];
    far[0] = 1e9;

    assertThat(NoveltyScores.novelty(far)).isEqualTo(30);
  }

  private static String varied(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + (i * i * 7 + i / 3) % 26));
    }
    return text.toString();
  }

  private static Glance glance(String text) {
    return new Glance(new Reading(text, LOSSES, new double[] {7, 9}, new double[0]), 2);
  }
}
