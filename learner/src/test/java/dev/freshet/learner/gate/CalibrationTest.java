package dev.freshet.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.tensor.CounterRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void thePValueIsTheShareThatIsAsNovelTheDocumentItselfCounted() {
    Calibration calibration = Calibration.EMPTY.with(1).with(2).with(2).with(3);

    assertThat(calibration.p(4)).isEqualTo(1.0 / 5);
    assertThat(calibration.p(2)).isEqualTo(4.0 / 5);
    assertThat(calibration.p(0)).isEqualTo(1);
    assertThat(calibration.smoothedP(2, 0)).isEqualTo(4.0 / 5);
    assertThat(calibration.smoothedP(2, 0.5)).isEqualTo((1 + 0.5 * 3) / 5);
  }

  @Test
  void theNewestAreRemembered() {
    Calibration calibration = Calibration.EMPTY;
    for (int i = 0; i < Calibration.MOST + 10; i++) {
      calibration = calibration.with(i);
    }

    assertThat(calibration.size()).isEqualTo(Calibration.MOST);
    assertThat(calibration.scores()).contains(10, Calibration.MOST + 9).doesNotContain(9);
    assertThat(Calibration.of(calibration.toVector()).scores()).isEqualTo(calibration.scores());
  }

  /** Were only what passed to count, the tail would be cut off again and again. */
  @Test
  void theRateOfFalseAlarmsHoldsThoughWhatIsHeldBackIsNotLearned() {
    double level = 0.05;
    CounterRandom random = new CounterRandom(5, 0);
    Calibration calibration = Calibration.EMPTY;
    int held = 0;
    int documents = 20_000;
    for (int i = 0; i < documents; i++) {
      double score = random.nextGaussian();
      if (calibration.p(score) <= level) {
        held++;
        calibration = calibration.withHeld(score);
      } else {
        calibration = calibration.with(score);
      }
    }

    assertThat((double) held / documents).isCloseTo(level, within(0.006));
  }

  @Test
  void aFloodOfWhatLiesFarOutDoesNotLiftTheBar() {
    double level = 0.05;
    CounterRandom random = new CounterRandom(6, 0);
    Calibration calibration = Calibration.EMPTY;
    for (int i = 0; i < 500; i++) {
      calibration = calibration.with(random.nextGaussian());
    }
    for (int i = 0; i < 5000; i++) {
      double score = 12 + 0.1 * random.nextGaussian();
      assertThat(calibration.p(score)).isLessThanOrEqualTo(level);
      calibration = calibration.withHeld(score);
    }

    assertThat(calibration.p(5)).isLessThanOrEqualTo(level);
  }
}
