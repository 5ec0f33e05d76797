package dev.freshet.adapter.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FreshetException;
import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.SignalReport;
import dev.freshet.signal.watch.Counts.What;
import dev.freshet.tensor.CounterRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTopologyTest {
  private static final Map<String, String> USUAL = Map.of();

  private static double noise(int i) {
    return new CounterRandom(7, i).nextGaussian();
  }

  private static SignalReport.Channel x(SignalReport report, String channel) {
    return Objects.requireNonNull(report.channels().get(channel));
  }

  private static long counted(SignalDriver driver, What what) {
    return driver.total(SignalMetrics.name(what));
  }

  @Test
  void signalsAreReadFromTheirTopicAndReachNoLog() {
    List<String> sources = new ArrayList<>();
    List<String> sinks = new ArrayList<>();
    for (var part :
        SignalTopology.build(SignalDriver.settings(USUAL), null, "").describe().subtopologies()) {
      for (var node : part.nodes()) {
        if (node instanceof TopologyDescription.Source source) {
          sources.addAll(source.topicSet());
        } else if (node instanceof TopologyDescription.Sink sink) {
          sinks.add(sink.topic());
        }
      }
    }
    assertThat(sources).containsExactlyInAnyOrder("freshet.signals", "series-repartition");
    assertThat(sinks)
        .containsExactlyInAnyOrder(
            "series-repartition", "freshet.signal.reports", "freshet.control", "freshet.dlq");
  }

  @Test
  void eachWindowIsReportedOnceItCloses() {
    try (SignalDriver driver = new SignalDriver(USUAL)) {
      driver.point("acme", "load", 0, Map.of("a", 1.0, "b", 2.0));
      driver.point("acme", "load", 1, Map.of("a", 4.0));
      driver.point("acme", "load", 2, Map.of("a", 4.0));
      List<SignalReport> reports = driver.reported();

      assertThat(reports).hasSize(2);
      SignalReport second = reports.get(1);
      assertThat(second.lane()).isEqualTo("acme");
      assertThat(second.series()).isEqualTo("load");
      assertThat(second.topic()).isEqualTo("things");
      assertThat(second.time()).isEqualTo(SignalDriver.START.plusSeconds(1));
      assertThat(second.channels()).containsOnlyKeys("a");
      assertThat(x(second, "a").residual()).isEqualTo(3.0);
      assertThat(reports.get(0).channels()).containsOnlyKeys("a", "b");
    }
  }

  @Test
  void lateAndRepeatedPointsChangeNothingAndAreCounted() {
    try (SignalDriver driver = new SignalDriver(Map.of("signals.grace", "1"))) {
      driver.point(0, 1);
      driver.point(2, 3);
      driver.point(1, 2); // out of order, within the grace
      driver.point(1, 99); // repeated
      driver.point(3, 4);
      driver.point(0, 99); // late
      driver.point(9, 5);

      assertThat(driver.reported())
          .extracting(report -> x(report, "x").value())
          .containsExactly(1.0, 2.0, 3.0, 4.0);
      assertThat(counted(driver, What.REPEATED)).isEqualTo(1);
      assertThat(counted(driver, What.LATE)).isEqualTo(1);
      driver.point(20, 6);
      assertThat(driver.reported()).extracting(SignalReport::missed).containsExactly(5L);
      assertThat(counted(driver, What.GAPS)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "{\"series\":\"s\",\"topic\":\"t\",\"values\":{\"x\":NaN}}",
        "{\"series\":\"s\",\"topic\":\"t\",\"values\":{\"x\":1e999}}",
        "{\"series\":\"s\",\"topic\":\"t\",\"values\":{\"x\":\"1\"}}",
        "{\"topic\":\"t\",\"values\":{\"x\":1}}",
        "{\"series\":\"s\",\"values\":{\"x\":1}}",
        "{\"series\":\"s\",\"topic\":\"t\",\"time\":\"2026-01-31T13:00:01Z\",\"values\":{\"x\":1}}",
      })
  void whatIsNoPointGoesToTheDeadLettersAndTheStreamGoesOn(String bad) {
    try (SignalDriver driver = new SignalDriver(USUAL)) {
      driver.point(0, 1);
      driver.raw(null, bad);
      driver.point(1, 1);

      List<TestRecord<byte[], byte[]>> refused = driver.refused();
      assertThat(refused).hasSize(1);
      assertThat(new String(refused.get(0).value(), StandardCharsets.UTF_8)).isEqualTo(bad);
      assertThat(refused.get(0).headers().lastHeader(DeadLetter.REASON)).isNotNull();
      assertThat(driver.reported()).hasSize(1);
      assertThat(driver.total(SignalMetrics.REFUSED)).isEqualTo(1);
    }
  }

  @Test
  void aChannelThatIsNullWasNotRead() {
    try (SignalDriver driver = new SignalDriver(USUAL)) {
      driver.raw(null, "{\"series\":\"s\",\"topic\":\"t\",\"values\":{\"x\":null,\"y\":2}}");
      driver.point(5, 1);
      assertThat(driver.reported().get(0).channels()).containsOnlyKeys("y");
      assertThat(driver.refused()).isEmpty();
    }
  }

  @Test
  void aSeriesThatChangesRaisesAnAlarmInItsLane() {
    try (SignalDriver driver = new SignalDriver(Map.of("signals.detector", "blend"))) {
      for (int i = 0; i < 900; i++) {
        driver.point("acme", "s", i, Map.of("x", noise(i)));
      }
      driver.alarmRecords();
      for (int i = 900; i < 1000; i++) {
        driver.point("acme", "s", i, Map.of("x", noise(i) + 12));
      }
      List<TestRecord<String, byte[]>> records = driver.alarmRecords();
      assertThat(records).isNotEmpty().allSatisfy(it -> assertThat(it.key()).isEqualTo("acme"));
      assertThat(records.size()).as("one event gives few alarms").isLessThan(5);
      assertThat(driver.reported()).filteredOn(SignalReport::shift).isNotEmpty();
    }
  }

  @Test
  void alarmsAreCommandsThatTheDoorReadsAndHaveOneIdEach() {
    try (SignalDriver driver = new SignalDriver(Map.of("signals.detector", "blend"))) {
      for (int i = 0; i < 1000; i++) {
        driver.point(i, noise(i) + (i < 900 ? 0 : 12));
      }
      List<Control.Alarm> alarms = driver.alarmed();
      assertThat(alarms).isNotEmpty();
      assertThat(alarms).extracting(Control.Alarm::id).doesNotHaveDuplicates();
      assertThat(alarms).extracting(Control.Alarm::topic).containsOnly("things");
      assertThat(alarms).extracting(Control.Alarm::channels).contains(List.of("x"));
    }
  }

  @Test
  void alarmsCanBeTurnedOff() {
    Map<String, String> off = Map.of("signals.detector", "blend", "signals.alarms", "false");
    try (SignalDriver driver = new SignalDriver(off)) {
      for (int i = 0; i < 1000; i++) {
        driver.point(i, noise(i) + (i < 900 ? 0 : 12));
      }
      assertThat(driver.alarmRecords()).isEmpty();
      assertThat(driver.reported()).anyMatch(report -> x(report, "x").anomaly());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 50, 120, 377})
  void aRestartGoesOnToTheLastBit(int stop) {
    Map<String, String> blend = Map.of("signals.detector", "blend");
    try (SignalDriver straight = new SignalDriver(blend);
        SignalDriver stopped = new SignalDriver(blend);
        SignalDriver restarted = new SignalDriver(blend)) {
      List<SignalReport> reports = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        double value = noise(i) + (i < 440 ? 0 : 6);
        straight.point(i, value);
        if (i < stop) {
          stopped.point(i, value);
        } else {
          if (i == stop) {
            reports.addAll(stopped.reported());
            restarted.restoreFrom(stopped);
          }
          restarted.point(i, value);
        }
      }
      reports.addAll(restarted.reported());
      assertThat(reports).hasSize(499).isEqualTo(straight.reported());
    }
  }

  @Test
  void whatIsKeptOfASeriesHasABoundAndTheSeriesReadLongestAgoGoes() {
    try (SignalDriver driver = new SignalDriver(USUAL)) {
      for (int i = 0; i < 500; i++) {
        driver.point(null, "s" + i, i, Map.of("x", 1.0));
        driver.point(null, "kept", i, Map.of("x", 1.0));
      }
      assertThat(driver.stored().stream().map(key -> key.split("\n")[1]).distinct())
          .containsExactlyInAnyOrder("kept", "s499", "s498", "s497");
      assertThat(counted(driver, What.FORGOTTEN)).isEqualTo(501 - 4);
      assertThat(driver.stored().size()).isLessThan(4 * 52);
    }
  }

  @Test
  void theOrderInWhichSeriesGoIsThatBeforeTheRestart() {
    try (SignalDriver before = new SignalDriver(USUAL);
        SignalDriver after = new SignalDriver(USUAL)) {
      for (String series : List.of("a", "b", "c", "d", "a")) {
        before.point(null, series, series.equals("a") ? 0 : 1, Map.of("x", 1.0));
      }
      after.restoreFrom(before);
      after.point(null, "e", 5, Map.of("x", 1.0));

      assertThat(after.stored().stream().map(key -> key.split("\n")[1]).distinct())
          .containsExactlyInAnyOrder("a", "c", "d", "e");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "signals.detector, level",
    "signals.checkpoint-every, 60",
    "signals.window, 2s",
    "signals.grace, 1",
    "signals.channels-per-series, 3",
  })
  void underAnotherSettingAStoredSeriesBeginsAnewAndALineSaysSo(String setting, String value) {
    try (SignalDriver before = new SignalDriver(USUAL);
        SignalDriver after = new SignalDriver(Map.of(setting, value));
        CapturedLog log = new CapturedLog(WatchStore.class)) {
      for (int i = 0; i <= 60; i++) {
        before.point(i, noise(i));
      }
      after.restoreFrom(before);
      for (int i = 61; i < 70; i++) {
        after.point(i, 5);
      }

      SignalReport first = after.reported().get(0);
      assertThat(x(first, "x").residual()).as("nothing came before it").isNull();
      assertThat(first.time()).isAfterOrEqualTo(SignalDriver.START.plusSeconds(60));
      assertThat(log.lines())
          .containsExactly("main/s: its watch begins anew (it was stored under other settings)");
    }
  }

  @Test
  void underTheSameSettingsNothingIsSaid() {
    try (SignalDriver before = new SignalDriver(USUAL);
        SignalDriver after = new SignalDriver(USUAL);
        CapturedLog log = new CapturedLog(WatchStore.class)) {
      for (int i = 0; i <= 60; i++) {
        before.point(i, noise(i));
      }
      after.restoreFrom(before);
      after.point(61, 5);
      assertThat(x(after.reported().get(0), "x").residual()).isNotNull();
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void pointsSinceACheckpointAreStoredInBlocks() {
    try (SignalDriver driver = new SignalDriver(Map.of("signals.checkpoint-every", "1000"))) {
      for (int i = 0; i < 200; i++) {
        driver.point(i, noise(i));
      }
      long blocks = driver.stored().stream().filter(key -> key.contains("\np")).count();
      assertThat(blocks).as("about a kilobyte each").isBetween(5L, 15L);
    }
  }

  @Test
  void pointsThatWereStoredOneByOneAsJsonAreReadStill() {
    Map<String, String> blend = Map.of("signals.detector", "blend");
    try (SignalDriver straight = new SignalDriver(blend);
        SignalDriver stopped = new SignalDriver(blend);
        SignalDriver restarted = new SignalDriver(blend)) {
      for (int i = 0; i < 120; i++) {
        straight.point(i, noise(i));
        stopped.point(i, noise(i));
      }
      straight.reported();
      restarted.restoreFrom(stopped);
      restarted.pointsAsJson(50);
      for (int i = 120; i < 200; i++) {
        straight.point(i, noise(i));
        restarted.point(i, noise(i));
      }
      assertThat(restarted.reported()).hasSize(80).isEqualTo(straight.reported());
    }
  }

  @Test
  void anUnknownDetectorIsRefusedBeforeAnythingStarts() {
    assertThatThrownBy(
            () ->
                SignalTopology.build(
                    SignalDriver.settings(Map.of("signals.detector", "oracle")), null, ""))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.where()).isEqualTo("signals.detector"));
  }
}
