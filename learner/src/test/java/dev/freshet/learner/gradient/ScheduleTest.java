package dev.freshet.learner.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Schedule WARM = Schedule.warmupCosine(1, 0.1, 10, 110);

  @Test
  void aConstantIsTheSameAtEveryStep() {
    assertThat(Schedule.constant(0.3).at(0)).isEqualTo(0.3);
    assertThat(Schedule.constant(0.3).at(Long.MAX_VALUE)).isEqualTo(0.3);
  }

  @Test
  void theWarmUpRisesInEqualSteps() {
    for (int step = 0; step < 10; step++) {
      assertThat(WARM.at(step)).isCloseTo((step + 1) / 10.0, within(1e-15));
    }
  }

  @Test
  void thenHalfACosineFallsToTheFloor() {
    assertThat(WARM.at(10)).isEqualTo(1);
    assertThat(WARM.at(10 + 25)).isCloseTo(0.1 + 0.9 * (2 + Math.sqrt(2)) / 4, within(1e-15));
    assertThat(WARM.at(10 + 50)).isCloseTo(0.55, within(1e-15));
    assertThat(WARM.at(10 + 75)).isCloseTo(0.1 + 0.9 * (2 - Math.sqrt(2)) / 4, within(1e-15));
    assertThat(WARM.at(110)).isCloseTo(0.1, within(1e-15));
    assertThat(WARM.at(1_000_000)).isCloseTo(0.1, within(1e-15));
  }

  @Test
  void aScheduleWithoutWarmUpBeginsAtItsPeakAndOneOfWarmUpAloneStaysAtTheFloorAfter() {
    assertThat(Schedule.warmupCosine(2, 0, 0, 100).at(0)).isEqualTo(2);
    assertThat(Schedule.warmupCosine(2, 0.5, 10, 10).at(9)).isEqualTo(2);
    assertThat(Schedule.warmupCosine(2, 0.5, 10, 10).at(12)).isCloseTo(0.5, within(1e-15));
  }
}
