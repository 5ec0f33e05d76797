package dev.freshet.signal.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FreshetException;
import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every member of the family holds to. */
class DetectorsTest {
  private static final int DAY = 288;

  static Stream<DetectorKind> all() {
    return Detectors.all().stream();
  }

  static Stream<DetectorKind> blends() {
    return all().filter(kind -> !kind.name().equals("windowed-gaussian"));
  }

  /** Days of five-minute readings: a daily wave and noise. */
  private static double[] days(int days, long seed) {
    CounterRandom random = new CounterRandom(seed, 0);
    double[] values = new double[days * DAY];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 * Math.sin(2 * Math.PI * i / DAY) + random.nextGaussian();
    }
    return values;
  }

  private static Anomaly[] run(DetectorKind kind, double[] values) {
    Detector detector = kind.start();
    Anomaly[] said = new Anomaly[values.length];
    for (int i = 0; i < values.length; i++) {
      said[i] = detector.next(i * 300L, values[i]);
    }
    return said;
  }

  private static long alarms(Anomaly[] said, double threshold, int from, int to) {
    return Stream.of(said).skip(from).limit(to - from).filter(a -> a.alarm() >= threshold).count();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aScoreDependsOnNoLaterPoint(DetectorKind kind) {
    double[] values = days(6, 1);
    Anomaly[] before = run(kind, values);
    for (int i = 1000; i < values.length; i++) {
      values[i] = -1e6 * i;
    }

    assertThat(List.of(run(kind, values)).subList(0, 1000))
        .isEqualTo(List.of(before).subList(0, 1000));
  }

  @ParameterizedTest
  @MethodSource("all")
  void scoresAndAlarmsAreSharesAndAnAlarmIsNeverAboveItsScore(DetectorKind kind) {
    double[] values = days(6, 2);
    values[1200] = 1e300;
    values[1300] = -1e300;
    for (Anomaly anomaly : run(kind, values)) {
      assertThat(anomaly.score()).isBetween(0.0, 1.0);
      assertThat(anomaly.alarm()).isBetween(0.0, anomaly.score());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aSeriesThatNeverVariesRaisesNoAlarm(DetectorKind kind) {
    double[] values = new double[4000];
    Arrays.fill(values, 45.0);

    assertThat(alarms(run(kind, values), kind.threshold(), 0, values.length)).isZero();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aValueFarBeyondAllOthersIsAnAlarm(DetectorKind kind) {
    double[] values = days(10, 3);
    for (int i = 2500; i < 2560; i++) {
      values[i] += 200;
    }

    assertThat(alarms(run(kind, values), kind.threshold(), 2500, 2560)).isPositive();
  }

  @ParameterizedTest
  @MethodSource("blends")
  void aQuietStreamRaisesFewAlarmsAndOneEventRaisesFew(DetectorKind kind) {
    double[] values = days(30, 4);
    for (int i = 8000; i < 8060; i++) {
      values[i] += 200;
    }
    Anomaly[] said = run(kind, values);

    assertThat(alarms(said, kind.threshold(), 1000, 8000)).as("7,000 quiet points").isLessThan(70);
    assertThat(alarms(said, kind.threshold(), 8000, 8060)).as("one event").isBetween(1L, 12L);
  }

  @Test
  void aDayWithoutItsWaveIsNewsToTheDailyViewAlone() {
    double[] values = days(12, 5);
    for (int i = 10 * DAY + 40; i < 10 * DAY + 100; i++) {
      values[i] = 0;
    }

    for (String name : List.of("daily", "blend")) {
      DetectorKind kind = Detectors.named(name);
      assertThat(alarms(run(kind, values), kind.threshold(), 10 * DAY + 40, 10 * DAY + 100))
          .as(name)
          .isPositive();
    }
    DetectorKind level = Detectors.named("level");
    assertThat(alarms(run(level, values), level.threshold(), 10 * DAY + 40, 10 * DAY + 100))
        .as("0 was seen twice a day")
        .isZero();
  }

  @Test
  void anUnknownNameSaysWhichThereAre() {
    assertThatThrownBy(() -> Detectors.named("oracle"))
        .isInstanceOfSatisfying(
            FreshetException.class, e -> assertThat(e.remedy()).contains("blend"));
  }
}
