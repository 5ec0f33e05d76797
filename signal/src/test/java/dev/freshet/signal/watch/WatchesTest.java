package dev.freshet.signal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.signal.anomaly.Anomaly;
import dev.freshet.signal.anomaly.Detector;
import dev.freshet.signal.anomaly.DetectorKind;
import dev.freshet.signal.anomaly.Detectors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchesTest {
  private static final DetectorKind BLEND = Detectors.named(Detectors.DEFAULT);

  private final Watches watches = new Watches(BLEND, 3, 2);

  @Test
  void pointsThatNoDetectorShouldSeeAreSkippedAndCounted() {
    watches.read("a", 100, Map.of("x", 1.0));

    assertThat(watches.read("a", 100, Map.of("x", 2.0))).as("same time").isEmpty();
    assertThat(watches.read("a", 99, Map.of("x", 2.0))).as("older").isEmpty();
    assertThat(watches.read("a", 101, Map.of("x", Double.NaN))).isEmpty();
    assertThat(watches.read("a", 101, Map.of("x", Double.NEGATIVE_INFINITY))).isEmpty();
    assertThat(watches.read("a", 101, Map.of("x", 1.0, "y", Double.NaN))).containsOnlyKeys("x");

    assertThat(watches.counts()).isEqualTo(new Counts(2, 3, 1, 1, 0, 0));
  }

  @Test
  void skippedPointsLeaveNoTrace() {
    Watches clean = new Watches(BLEND, 1, 1);
    Watches dirty = new Watches(BLEND, 1, 1);
    for (int i = 1; i < 900; i++) {
      double value = Math.sin(i * 0.7) + (i == 800 ? 5 : 0);
      Map<String, Anomaly> expected = clean.read("s", i * 300L, Map.of("x", value));
      dirty.read("s", i * 300L, Map.of("x", Double.NaN));
      Map<String, Anomaly> found = dirty.read("s", i * 300L, Map.of("x", value));
      dirty.read("s", i * 300L, Map.of("x", 1e9));
      dirty.read("s", i * 300L - 1, Map.of("x", -1e9));
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void channelsComeAndGoAndEachKeepsItsOwnPast() {
    watches.read("a", 1, Map.of("x", 1.0));
    assertThat(watches.read("a", 2, Map.of("y", 1.0))).containsOnlyKeys("y");
    assertThat(watches.read("a", 3, Map.of("x", 1.0, "z", 1.0))).containsOnlyKeys("x");

    assertThat(watches.counts().channelsRefused()).isEqualTo(1);
  }

  @Test
  void aMillionSeriesKeepNoMoreThanTheBoundAndTheLeastRecentlyReadGo() {
    Watches watches = new Watches(Detectors.named("residual"), 3, 2);
    for (int i = 0; i < 1_000_000; i++) {
      watches.read("s" + i, i, Map.of("x", 0.0));
      if (i % 2 == 0) {
        watches.read("kept", i, Map.of("x", 0.0));
      }
    }

    assertThat(watches.size()).isEqualTo(3);
    assertThat(watches.counts().forgotten()).isEqualTo(1_000_001 - 3);
    assertThat(watches.read("kept", 2_000_000, Map.of("x", 0.0))).isNotEmpty();
    assertThat(watches.counts().forgotten()).as("it was never forgotten").isEqualTo(999_998);
  }

  @Test
  void theLargestNumbersAreSurvived() {
    Map<String, Double> values = new LinkedHashMap<>();
    Watches wide = new Watches(BLEND, 2, 4);
    for (int i = 0; i < 400; i++) {
      values.put("large", i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE);
      values.put("small", i % 3 * Double.MIN_VALUE);
      wide.read("s", i * 60L, values)
          .forEach(
              (channel, anomaly) -> {
                assertThat(anomaly.score()).isBetween(0.0, 1.0);
                assertThat(anomaly.alarm()).isBetween(0.0, 1.0);
              });
    }
  }

  @Test
  void everyDetectorStartsWithoutAPast() {
    for (DetectorKind kind : Detectors.all()) {
      Detector first = kind.start();
      Detector second = kind.start();
      for (int i = 0; i < 100; i++) {
        first.next(i, i);
      }
      assertThat(second.next(0, 3)).isEqualTo(kind.start().next(0, 3));
    }
  }
}
