package dev.freshet.signal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.signal.archive.Archives;
import dev.freshet.signal.watch.EventWindows.Closed;
import dev.freshet.signal.watch.EventWindows.Intake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EventWindowsTest {
  private static Map<String, Double> x(double value) {
    return Map.of("x", value);
  }

  @Test
  void aWindowClosesOnceAPointComesFromBeyondItsGrace() {
    EventWindows windows = new EventWindows(10, 1);
    windows.add(3, x(1));
    windows.add(12, x(5));
    assertThat(windows.close()).as("still within the grace").isEmpty();
    windows.add(7, x(3)); // out of order, and in time
    windows.add(20, x(7));

    assertThat(windows.close()).containsExactly(new Closed(0, 0, x(2)));
    assertThat(windows.add(9, x(100))).isEqualTo(Intake.LATE);
    assertThat(windows.add(19, x(7))).as("window 1 is still open").isEqualTo(Intake.TAKEN);
    windows.add(60, x(1));
    assertThat(windows.close())
        .as("windows without a point are not made up")
        .containsExactly(new Closed(1, 10, x(6)), new Closed(2, 20, x(7)));
  }

  @Test
  void aPointOfATimeThatIsThereChangesNothing() {
    EventWindows windows = new EventWindows(10, 0);
    windows.add(3, x(1));

    assertThat(windows.add(3, x(50))).isEqualTo(Intake.REPEATED);
    windows.add(10, x(0));
    assertThat(windows.close()).containsExactly(new Closed(0, 0, x(1)));
  }

  @Test
  void oneWindowHoldsNoMoreThanItsBound() {
    EventWindows windows = new EventWindows(10_000, 0);
    for (int i = 0; i < 1024; i++) {
      assertThat(windows.add(i, x(1))).isEqualTo(Intake.TAKEN);
    }
    assertThat(windows.add(5000, x(9))).isEqualTo(Intake.CROWDED);
    windows.add(10_000, x(0));
    assertThat(windows.close().get(0).means().get("x")).isCloseTo(1.0, within());
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-12);
  }

  @Test
  void withoutAWidthTheMedianOfTheFirstGapsIsTakenAndPointsLieInTheMiddle() {
    EventWindows windows = new EventWindows(0, 0);
    // Every 100 ms with jitter, one missing, one out of order.
    long[] times = {1000, 1103, 1198, 1402, 1301, 1500, 1699, 1600, 1802};
    for (long time : times) {
      assertThat(windows.add(time, x((double) time))).isEqualTo(Intake.TAKEN);
    }
    List<Closed> closed = windows.close();
    assertThat(closed).hasSize(8);
    assertThat(closed.stream().map(Closed::index)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(closed.get(3).means()).isEqualTo(x(1301));
    assertThat(closed.get(0).millis()).as("a point's own time").isEqualTo(1000);
  }

  @Test
  void meansOfTheLargestNumbersDoNotOverflow() {
    EventWindows windows = new EventWindows(10, 0);
    windows.add(1, x(Double.MAX_VALUE));
    windows.add(2, x(Double.MAX_VALUE));
    windows.add(3, x(-Double.MAX_VALUE));
    windows.add(10, x(0));
    assertThat(windows.close().get(0).means().get("x")).isFinite();
  }

  @Test
  void whatWasReadBackClosesTheSameWindows() {
    for (long width : new long[] {0, 70}) {
      EventWindows straight = new EventWindows(width, 2);
      EventWindows stopped = new EventWindows(width, 2);
      List<Closed> expected = new ArrayList<>();
      List<Closed> found = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        long time = 100L * i + (i * 37) % 90;
        Map<String, Double> values = i % 3 == 0 ? Map.of("x", i * 1.0, "y", 2.0) : x(i);
        straight.add(time, values);
        stopped = Archives.read(Archives.write(stopped), new EventWindows(width, 2));
        stopped.add(time, values);
        expected.addAll(straight.close());
        found.addAll(stopped.close());
      }
      assertThat(found).hasSizeGreaterThan(100).isEqualTo(expected);
    }
  }
}
