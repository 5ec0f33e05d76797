package dev.freshet.learner.gate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows of made-up readings. */
class WindowTrialTest {
  private final CounterRandom random = new CounterRandom(12, 0);

  @Test
  void windowsOfTheSameKindRaiseTheStatedShareOfAlarms() {
    double alarms = 0;
    int windows = 0;
    for (int run = 0; run < 20; run++) {
      for (WindowTrial.Windows test : new WindowTrial(readings(100, 0)).over(readings(96, 0))) {
        assertThat(test.window()).isEqualTo(32);
        assertThat(test.windows()).isEqualTo(3);
        alarms += requireNonNull(test.alarms()) * test.windows();
        windows += test.windows();
      }
    }

    assertThat(alarms / windows).isLessThan(0.12);
  }

  /** Each document lies well within the usual; thirty of them together do not. */
  @Test
  void aShiftTooSmallForOneDocumentShowsInAWindow() {
    WindowTrial trial = new WindowTrial(readings(100, 0));

    for (WindowTrial.Windows test : trial.over(readings(64, 0.7))) {
      assertThat(test.alarms()).as(test.test()).isEqualTo(1);
    }
  }

  @Test
  void oneDocumentIsNoWindow() {
    for (WindowTrial.Windows test : new WindowTrial(readings(10, 0)).over(readings(1, 0))) {
      assertThat(test.windows()).isZero();
      assertThat(test.medianP()).isNull();
    }
  }

  private List<Reading> readings(int count, double shift) {
    List<Reading> readings = new ArrayList<>();
    for (int d = 0; d < count; d++) {
      double[] hidden = new double[48];
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = shift + random.nextGaussian();
      }
      double[] losses = {3 + random.nextGaussian(), 4 + random.nextGaussian()};
      double[] energies = {9 + random.nextGaussian(), 9 + random.nextGaussian()};
      String text = "A text of " + random.nextInt(100_000) + " words and " + random.nextInt(99);
      readings.add(new Reading(text, losses, energies, hidden));
    }
    return readings;
  }
}
