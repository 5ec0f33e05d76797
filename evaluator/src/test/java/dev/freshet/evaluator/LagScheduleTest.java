package dev.freshet.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LagScheduleTest {
  private final LagSchedule schedule = new LagSchedule(List.of(0L, 10L, 100L));

  @Test
  void theNextLagIsTheFirstThatLiesAhead() {
    assertThat(schedule.after(0)).contains(10L);
    assertThat(schedule.after(9)).contains(10L);
    assertThat(schedule.after(10)).contains(100L);
    assertThat(schedule.after(100)).isEmpty();
  }

  @Test
  void aLagWhoseSuccessorHasComeIsNotMeasured() {
    assertThat(schedule.reached(10, 10)).isEqualTo(10);
    assertThat(schedule.reached(10, 99)).isEqualTo(10);
    assertThat(schedule.reached(10, 100)).isEqualTo(100);
    assertThat(schedule.reached(100, 5000)).isEqualTo(100);
  }
}
