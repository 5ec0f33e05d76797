package dev.freshet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FoldSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Ground;
import dev.freshet.ingest.records.Kind;
import dev.freshet.ingest.records.LogRecord;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the fold runs under is in the log, before the first record that it applies to. */
class LoggedGroundTest {
  private static final Settings SETTINGS = TestSettings.settings();
  private static final Ground FIRST = TestSettings.ground();

  @Test
  void theFirstRecordOfEveryLaneSaysWhatItIsFoldedUnder() {
    try (IngestDriver driver = new IngestDriver(SETTINGS, FIRST)) {
      driver.document("a", "one", "text");
      driver.document("b", "one", "text");
      driver.document("a", "two", "text");
      assertThat(driver.log("a"))
          .extracting(LogRecord::kind)
          .containsExactly(Kind.SETTINGS, Kind.DOCUMENT, Kind.DOCUMENT);
      assertThat(driver.log("a")).extracting(LogRecord::seq).containsExactly(1L, 2L, 3L);
      assertThat(driver.log("b")).hasSize(2);
      Control.SettingsChange change = (Control.SettingsChange) driver.log("a").get(0).entry();
      assertThat(Ground.of(change.values())).isEqualTo(FIRST);
    }
  }

  @Test
  void aRestartUnderTheSameSettingsLogsNothing() {
    try (IngestDriver before = new IngestDriver(SETTINGS, FIRST);
        IngestDriver after = new IngestDriver(SETTINGS, FIRST)) {
      before.document("a", "one", "text");
      after.restoreFrom(before);
      after.document("a", "two", "text");
      assertThat(after.log()).extracting(LogRecord::kind).containsExactly(Kind.DOCUMENT);
    }
  }

  @Test
  void aChangeBetweenTwoRunsIsLoggedBeforeTheFirstNewRecord() {
    Ground other = ground(Map.of("adapter.learning-rate", "0.5"), "AVX512", "ba5e");
    try (IngestDriver before = new IngestDriver(SETTINGS, FIRST);
        IngestDriver after = new IngestDriver(SETTINGS, other)) {
      before.document("a", "one", "text");
      after.restoreFrom(before);
      after.document("a", "one", "text");
      assertThat(after.log()).as("a redelivery changes nothing").isEmpty();
      after.document("a", "two", "text");
      assertThat(after.log())
          .extracting(LogRecord::kind)
          .containsExactly(Kind.SETTINGS, Kind.DOCUMENT);
      assertThat(after.log()).extracting(LogRecord::seq).containsExactly(3L, 4L);
      Control.SettingsChange change = (Control.SettingsChange) after.log().get(0).entry();
      assertThat(change.values())
          .containsEntry("setting.adapter.learning-rate", "0.5")
          .containsEntry("instructionSet", "AVX512");
    }
  }

  @Test
  void aLaneIsNotGoneOnWithUnderAnotherBaseModel() {
    Ground other = ground(Map.of(), "AVX2", "0ddba11");
    try (IngestDriver before = new IngestDriver(SETTINGS, FIRST);
        IngestDriver after = new IngestDriver(SETTINGS, other)) {
      before.document("a", "one", "text");
      after.restoreFrom(before);
      assertThatThrownBy(() -> after.document("a", "two", "text"))
          .hasStackTraceContaining("another base model");
      assertThat(after.log()).isEmpty();
    }
  }

  @Test
  void noOneElseMayLogSettings() {
    try (IngestDriver driver = new IngestDriver()) {
      driver.control("a", "{\"kind\":\"settings\",\"values\":{\"build\":\"mine\"}}");
      assertThat(driver.log()).isEmpty();
      assertThat(driver.dlq()).hasSize(1);
    }
  }

  private static Ground ground(Map<String, String> settings, String isa, String baseModel) {
    Settings changed = new SettingsLoader().override(settings).load();
    return new Ground(FoldSettings.of(changed), "test", 1, isa, baseModel, "7ec5", "", "", "");
  }
}
