package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.config.AlarmSettings;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Control;
import dev.freshet.learner.TinyModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final Map<String, String> OFF =
      Map.of("adapter.commit-interval", "0s", "adapter.learning-rate", "0.01");
  private static final Map<String, String> THREEFOLD =
      Map.of(
          "adapter.commit-interval", "0s",
          "adapter.learning-rate", "0.01",
          "adapter.alarms.step-factor", "3",
          "adapter.alarms.records", "2");

  @TempDir Path folder;

  private static Control.Alarm alarm(String topic) {
    return new Control.Alarm("alarm-" + topic, TIME, "series", topic, 0.99, List.of("x"));
  }

  /** An alarm, and then four documents of the driver's topic. */
  private List<Adaptation> run(String name, Map<String, String> settings, String topic) {
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve(name), settings)) {
      adapter.append("main", alarm(topic));
      for (int i = 0; i < 4; i++) {
        adapter.document("main", "d" + i, TinyModel.SENTENCES.get(i));
      }
      return adapter.reported();
    }
  }

  @Test
  void anAlarmMultipliesTheStepsOnItsTopicForItsStretchOfTheLog() {
    List<Adaptation> usual = run("usual", THREEFOLD, "another");
    List<Adaptation> alarmed = run("alarmed", THREEFOLD, "topic");

    assertThat(usual).extracting(Adaptation::stepFactor).containsOnlyNulls();
    assertThat(alarmed).extracting(Adaptation::stepFactor).containsExactly(3.0, 3.0, null, null);
    assertThat(moved(alarmed.get(0))).isCloseTo(3 * moved(usual.get(0)), within(1e-6));
  }

  private static double moved(Adaptation report) {
    Double norm = report.updateNorm();
    return norm == null ? Double.NaN : norm;
  }

  @Test
  void aFactorOfOneLeavesTheWeightsToTheLastBit() {
    String with = digest("with", OFF, true);

    assertThat(with).isEqualTo(digest("without", OFF, false));
    assertThat(digest("threefold", THREEFOLD, true)).isNotEqualTo(with);
  }

  private String digest(String name, Map<String, String> settings, boolean alarm) {
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve(name), settings)) {
      if (alarm) {
        adapter.append("main", alarm("topic"));
      }
      for (int i = 0; i < 4; i++) {
        adapter.document("main", "d" + i, TinyModel.SENTENCES.get(i));
      }
      adapter.stop();
      return adapter.checkpoints("main").get(0).weightsDigest();
    }
  }

  @Test
  void anAlarmHoldsOverACheckpointAndAFoldOfTheWholeLogGivesTheSame() {
    ListLog log;
    String digest;
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("first"), THREEFOLD)) {
      adapter.append("main", alarm("topic"));
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.tag("main", "here", null);
      adapter.stop();
      log = adapter.written();
      assertThat(Alarms.of(adapter.checkpoints("main").get(0)).hold("topic", 3)).isTrue();
      digest = adapter.checkpoints("main").get(0).weightsDigest();
    }
    try (AdapterDriver again = new AdapterDriver(folder.resolve("again"), THREEFOLD)) {
      again.appendAll(log.records());
      again.stop();
      assertThat(again.checkpoints("main").get(0).weightsDigest()).isEqualTo(digest);
    }
  }

  @Test
  void endedAlarmsAreDroppedAndTheTopicsHaveABound() {
    AlarmSettings settings = new AlarmSettings(2, 1000);
    Alarms alarms = Alarms.NONE;
    for (int i = 1; i <= 400; i++) {
      alarms = alarms.with(alarm("t" + i), i, settings);
    }
    assertThat(alarms.lastByTopic()).hasSize(256).containsKey("t400").doesNotContainKey("t144");
    assertThat(alarms.hold("t400", 1400)).isTrue();
    assertThat(alarms.hold("t400", 1401)).isFalse();

    assertThat(alarms.with(alarm("new"), 5000, settings).lastByTopic()).containsOnlyKeys("new");
  }
}
