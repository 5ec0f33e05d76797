package dev.freshet.signal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.signal.anomaly.DetectorKind;
import dev.freshet.signal.anomaly.Detectors;
import dev.freshet.signal.archive.Archives;
import dev.freshet.signal.watch.Counts.What;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SeriesWatchTest {
  private static final DetectorKind BLEND = Detectors.named(Detectors.DEFAULT);

  private final Map<What, Long> counted = new EnumMap<>(What.class);
  private final Counts counts = what -> counted.merge(what, 1L, Long::sum);

  private static WatchOptions options(int channels) {
    return new WatchOptions(BLEND, null, 1000, 0, channels, 10_000);
  }

  private static double noise(long seed, int i) {
    return new CounterRandom(seed, i).nextGaussian();
  }

  /** Three channels; after {@code at} one of them has another level. */
  private static Map<String, Double> values(int i, int at) {
    double common = noise(1, i);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("a", common + 0.5 * noise(2, i));
    values.put("b", common + 0.5 * noise(3, i) + (i < at ? 0 : 3));
    values.put("c", common + 0.5 * noise(4, i));
    return values;
  }

  private List<SeriesReport> read(SeriesWatch watch, int from, int to, int at) {
    List<SeriesReport> reports = new ArrayList<>();
    for (int i = from; i < to; i++) {
      reports.addAll(watch.read(i * 1000L, values(i, at), counts));
    }
    return reports;
  }

  @Test
  void aShiftIsRaisedOnceAndNamesTheChannelThatMoved() {
    int at = 2000;
    List<SeriesReport> reports = read(new SeriesWatch(options(3)), 0, 2300, at);

    List<SeriesReport> shifts = reports.stream().filter(SeriesReport::shift).toList();
    assertThat(shifts).hasSize(1);
    assertThat(shifts.get(0).millis()).isBetween(at * 1000L, (at + 100) * 1000L);
    assertThat(shifts.get(0).moved()).startsWith("b");
    assertThat(counted).containsEntry(What.SHIFTS, 1L).containsEntry(What.POINTS, 2300L);
  }

  @Test
  void eachReportHasTheValueItsResidualAndAScore() {
    SeriesWatch watch = new SeriesWatch(options(1));
    watch.read(0, Map.of("x", 1.0), counts);
    watch.read(1000, Map.of("x", 4.0), counts);
    SeriesReport second = watch.read(2000, Map.of("x", 0.0), counts).get(0);

    ChannelReport x = x(second);
    assertThat(x.value()).isEqualTo(4.0);
    assertThat(x.residual()).as("less the value before").isEqualTo(3.0);
    assertThat(x.score()).isBetween(0.0, 1.0);
    assertThat(x.ahead()).isEmpty();
    assertThat(second.millis()).isEqualTo(1000);
  }

  @Test
  void pointsThatNoDetectorShouldSeeAreSkippedAndCounted() {
    SeriesWatch watch = new SeriesWatch(options(1));
    watch.read(5000, Map.of("x", 1.0), counts);
    watch.read(5000, Map.of("x", 2.0), counts);
    watch.read(4999, Map.of("x", 2.0), counts);
    watch.read(6000, Map.of("x", Double.NaN), counts);
    watch.read(6000, Map.of("x", Double.NEGATIVE_INFINITY, "y", 1.0), counts);
    watch.read(9000, Map.of("x", 1.0), counts);
    watch.read(10_000, Map.of("x", 1.0), counts);

    assertThat(counted)
        .containsEntry(What.POINTS, 4L)
        .containsEntry(What.REPEATED, 1L)
        .containsEntry(What.LATE, 1L)
        .containsEntry(What.NOT_FINITE, 2L)
        .containsEntry(What.WINDOWS, 3L)
        .containsEntry(What.GAPS, 1L)
        .containsEntry(What.CHANNELS_REFUSED, 1L);
  }

  @Test
  void skippedPointsLeaveNoTrace() {
    SeriesWatch clean = new SeriesWatch(options(1));
    SeriesWatch dirty = new SeriesWatch(options(1));
    for (int i = 1; i < 900; i++) {
      double value = Math.sin(i * 0.7) + (i == 800 ? 5 : 0);
      long millis = i * 1000L;
      List<SeriesReport> expected = clean.read(millis, Map.of("x", value), Counts.NONE);
      dirty.read(millis, Map.of("x", Double.NaN), Counts.NONE);
      List<SeriesReport> found = dirty.read(millis, Map.of("x", value), Counts.NONE);
      dirty.read(millis, Map.of("x", 1e9), Counts.NONE);
      dirty.read(millis - 1000, Map.of("x", -1e9), Counts.NONE);
      assertThat(told(found)).isEqualTo(told(expected));
    }
  }

  @Test
  void channelsComeAndGoAndEachKeepsItsOwnPast() {
    SeriesWatch watch = new SeriesWatch(options(2));
    watch.read(1000, Map.of("x", 1.0), counts);
    watch.read(2000, Map.of("y", 1.0), counts);
    List<SeriesReport> third = watch.read(3000, Map.of("x", 3.0, "z", 1.0), counts);
    List<SeriesReport> fourth = watch.read(4000, Map.of("x", 1.0), counts);

    assertThat(third.get(0).channels()).containsOnlyKeys("y");
    assertThat(fourth.get(0).channels()).containsOnlyKeys("x");
    assertThat(x(fourth.get(0)).residual()).isEqualTo(2.0);
    assertThat(watch.channels()).containsOnlyKeys("x", "y");
  }

  @Test
  void theLargestNumbersAreSurvived() {
    SeriesWatch watch = new SeriesWatch(options(4));
    for (int i = 0; i < 800; i++) {
      Map<String, Double> values =
          Map.of(
              "large",
              i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE,
              "small",
              i % 3 * Double.MIN_VALUE);
      for (SeriesReport report : watch.read(i * 1000L, values, counts)) {
        assertThat(report.evidence()).isFinite();
        report.channels().values().forEach(x -> assertThat(x.score()).isBetween(0.0, 1.0));
      }
    }
  }

  @Test
  void aSeriesThatNeverVariesIsNeverNews() {
    SeriesWatch watch = new SeriesWatch(options(1));
    for (int i = 0; i < 20_000; i++) {
      watch.read(i * 1000L, Map.of("x", 45.0), counts);
    }
    assertThat(counted).doesNotContainKeys(What.SHIFTS, What.ANOMALIES);
  }

  @Test
  void whatWasReadBackReportsTheSame() {
    int at = 1200;
    SeriesWatch straight = new SeriesWatch(options(3));
    SeriesWatch stopped = new SeriesWatch(options(3));
    for (int i = 0; i < 1500; i += 100) {
      List<SeriesReport> expected = read(straight, i, i + 100, at);
      assertThat(told(read(stopped, i, i + 100, at))).isEqualTo(told(expected));
      stopped = readBack(stopped);
    }
  }

  /** All that reports say, to the last bit: their arrays have no equality. */
  private static List<List<Object>> told(List<SeriesReport> reports) {
    return reports.stream()
        .map(
            report ->
                List.<Object>of(
                    report.millis(),
                    report.evidence(),
                    report.moved(),
                    report.channels().values().stream()
                        .map(x -> List.<Object>of(x.value(), x.residual(), x.score(), x.alarm()))
                        .toList()))
        .toList();
  }

  private static ChannelReport x(SeriesReport report) {
    return Objects.requireNonNull(report.channels().get("x"));
  }

  private static SeriesWatch readBack(SeriesWatch watch) {
    SeriesWatch copy = Archives.read(Archives.write(watch), new SeriesWatch(options(3)));
    watch
        .channels()
        .forEach(
            (name, channel) ->
                Archives.read(
                    Archives.write(channel), Objects.requireNonNull(copy.channels().get(name))));
    return copy;
  }
}
