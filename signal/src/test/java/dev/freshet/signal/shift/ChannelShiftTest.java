package dev.freshet.signal.shift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.tensor.CounterRandom;
import org.junit.jupiter.api.Test;

class ChannelShiftTest {
  private static final ChannelShift.Options OPTIONS = new ChannelShift.Options(200, 10, 0.05, 1);

  /** Four channels: three follow a common driver, the last is on its own. */
  private static double[][] window(int rows, long stream) {
    CounterRandom random = new CounterRandom(9, stream);
    double[][] window = new double[rows][4];
    for (double[] row : window) {
      double common = random.nextGaussian();
      for (int c = 0; c < 3; c++) {
        row[c] = 100 * (c + 1) + common + 0.5 * random.nextGaussian();
      }
      row[3] = random.nextGaussian();
    }
    return window;
  }

  @Test
  void theChannelWhoseLevelMovedIsTheClearest() {
    for (int channel = 0; channel < 4; channel++) {
      double[][] recent = window(400, 2);
      for (double[] row : recent) {
        row[channel] += 1;
      }
      ChannelShift found = ChannelShift.between(window(400, 1), recent, OPTIONS);

      assertThat(found.clearest()).isEqualTo(channel);
      assertThat(found.moved()).contains(channel);
    }
  }

  @Test
  void aChannelCutOffFromTheOthersIsFoundThoughItsValuesAreAsBefore() {
    double[][] recent = window(600, 3);
    double[][] elsewhere = window(600, 4);
    for (int i = 0; i < recent.length; i++) {
      recent[i][1] = elsewhere[i][1];
    }
    ChannelShift found = ChannelShift.between(window(600, 1), recent, OPTIONS);

    assertThat(found.clearest()).isEqualTo(1);
  }

  @Test
  void withoutAChangeTheLevelIsKept() {
    int alarms = 0;
    for (int run = 0; run < 60; run++) {
      ChannelShift found =
          ChannelShift.between(window(200, 100 + run), window(200, 500 + run), OPTIONS);
      alarms += found.moved().isEmpty() ? 0 : 1;
    }

    // At 5 % of 60 runs more than 8 would come once in a hundred times.
    assertThat(alarms).isLessThanOrEqualTo(8);
  }

  @Test
  void aChannelThatNeverVariesIsNoObstacle() {
    double[][] reference = window(200, 1);
    double[][] recent = window(200, 2);
    for (int i = 0; i < 200; i++) {
      reference[i][3] = 7;
      recent[i][3] = 7;
    }

    assertThat(ChannelShift.between(reference, recent, OPTIONS).moved()).doesNotContain(3);
  }
}
