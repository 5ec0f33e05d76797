package dev.freshet.signal.shift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.signal.archive.Archives;
import dev.freshet.tensor.CounterRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ShiftMonitorTest {
  private static final double BLOCKS = 100;

  private static IntToDoubleFunction noise(long seed) {
    return i -> new CounterRandom(seed, i).nextGaussian();
  }

  /** The first value at which the evidence reaches a level; {@code most} where it does not. */
  private static int alarmAt(IntToDoubleFunction values, double level, int most) {
    ShiftMonitor monitor = new ShiftMonitor();
    double before = Double.NaN;
    for (int i = 0; i < most; i++) {
      double value = values.applyAsDouble(i);
      monitor.add(value, value - before);
      before = value;
      if (monitor.evidence() >= level) {
        return i;
      }
    }
    return most;
  }

  @Test
  void withoutAShiftTheMeanRunIsAtLeastTheLevelInBlocks() {
    double sum = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      sum += alarmAt(noise(run), BLOCKS, 10_000);
    }
    assertThat(sum / runs / ShiftMonitor.BLOCK).isGreaterThan(BLOCKS);
  }

  @Test
  void aShiftOfLevelOrOfSpreadIsSeenWithinAHundredValues() {
    int at = 1600;
    int slow = 0;
    for (int run = 0; run < 50; run++) {
      IntToDoubleFunction noise = noise(1000 + run);
      int level = alarmAt(i -> noise.applyAsDouble(i) + (i < at ? 0 : 1.5), 2000, at + 400);
      int spread = alarmAt(i -> noise.applyAsDouble(i) * (i < at ? 1 : 3), 2000, at + 400);
      slow += level < at || level >= at + 100 ? 1 : 0;
      slow += spread < at || spread >= at + 100 ? 1 : 0;
    }
    assertThat(slow).as("of 100").isLessThanOrEqualTo(5);
  }

  @Test
  void aSeriesThatNeverVariesHasNoEvidence() {
    ShiftMonitor monitor = new ShiftMonitor();
    for (int i = 0; i < 10_000; i++) {
      monitor.add(45, 0);
    }
    assertThat(monitor.evidence()).isLessThan(1);
  }

  @Test
  void whatBecomesEasierToForecastHasNotShifted() {
    ShiftMonitor monitor = new ShiftMonitor();
    IntToDoubleFunction noise = noise(8);
    double most = 0;
    for (int i = 0; i < 4000; i++) {
      monitor.add(45, noise.applyAsDouble(i) * 50 / (50 + i));
      most = Math.max(most, monitor.evidence());
    }
    assertThat(most).isLessThan(20);
  }

  @Test
  void afterARestartTheNewIsUsual() {
    ShiftMonitor monitor = new ShiftMonitor();
    IntToDoubleFunction noise = noise(5);
    for (int i = 0; i < 1600; i++) {
      monitor.add(noise.applyAsDouble(i), 0);
    }
    monitor.restart();
    for (int i = 0; i < 400; i++) {
      monitor.add(50 + noise.applyAsDouble(i), 0);
    }
    assertThat(monitor.evidence()).isLessThan(100);
  }

  @Test
  void whatWasReadBackGoesOnToTheLastBit() {
    ShiftMonitor straight = new ShiftMonitor();
    ShiftMonitor stopped = new ShiftMonitor();
    IntToDoubleFunction noise = noise(6);
    for (int i = 0; i < 500; i++) {
      double value = noise.applyAsDouble(i);
      straight.add(value, value / 2);
      stopped = Archives.read(Archives.write(stopped), new ShiftMonitor());
      stopped.add(value, value / 2);
      assertThat(stopped.evidence()).isEqualTo(straight.evidence());
    }
  }
}
