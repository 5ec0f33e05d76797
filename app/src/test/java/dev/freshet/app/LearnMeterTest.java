package dev.freshet.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearnMeterTest {
  @Test
  void itSumsWhatTheCheckpointsCost() {
    LearnMeter meter = new LearnMeter(adaptation -> {});

    meter.checkpointed("main", "c1", 100, 1_000, 250_000_000);
    meter.checkpointed("main", "c2", 200, 3_000, 500_000_000);

    assertThat(meter.read().checkpoint()).isEqualTo("c2");
    assertThat(meter.read().written()).isEqualTo(new LearnMeter.Written(2, 4_000, 0.75));
  }
}
