package dev.freshet.ingest;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.AlarmSettings;
import dev.freshet.config.AlertSettings;
import dev.freshet.config.AnchorSettings;
import dev.freshet.config.CheckpointSettings;
import dev.freshet.config.DataSize;
import dev.freshet.config.EmbeddedBrokerSettings;
import dev.freshet.config.EvaluatorSettings;
import dev.freshet.config.FoldSettings;
import dev.freshet.config.GateSettings;
import dev.freshet.config.HttpSettings;
import dev.freshet.config.IngestSettings;
import dev.freshet.config.LogSettings;
import dev.freshet.config.ModelSettings;
import dev.freshet.config.RehearsalSettings;
import dev.freshet.config.Settings;
import dev.freshet.config.SignalSettings;
import dev.freshet.config.SparseSettings;
import dev.freshet.config.StateSettings;
import dev.freshet.config.TopicSettings;
import dev.freshet.ingest.records.Ground;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Small settings, so that every bound is near. */
public final class TestSettings {
  public static final int MAX_RECORD = 100 << 10;
  public static final int MAX_TEXT = 60_000;
  public static final int MAX_NAME = 64;
  public static final int MAX_ANSWERS = 4;
  public static final int MAX_LANES = 3;
  public static final int REMEMBERED = 5;

  private TestSettings() {}

  public static Settings settings() {
    return settings(List.of(), Map.of(), Map.of());
  }

  /** With the texts of the log sealed. */
  public static Settings shredding() {
    return settings(true, List.of(), Map.of(), Map.of());
  }

  public static Settings settings(
      List<String> sourceTopics, Map<String, String> mapping, Map<String, String> kafka) {
    return settings(false, sourceTopics, mapping, kafka);
  }

  private static Settings settings(
      boolean shred,
      List<String> sourceTopics,
      Map<String, String> mapping,
      Map<String, String> kafka) {
    return new Settings(
        "test",
        new ModelSettings("models/none", "cpu", 1),
        ingest(sourceTopics, mapping),
        new LogSettings(shred, Duration.ofHours(24)),
        adapter(),
        new GateSettings(GateSettings.Policy.OBSERVE, Map.of(), 0.02, 100, 0.05, 16, 16),
        new CheckpointSettings(10, 3, 0, DataSize.parse("1MiB"), DataSize.parse("8MiB"), ""),
        evaluator(),
        signals(),
        new TopicSettings("freshet.", 2, 1),
        new StateSettings(".freshet"),
        new HttpSettings(false, "127.0.0.1", 0, "", 50, 200),
        new EmbeddedBrokerSettings(0, DataSize.parse("64MiB")),
        kafka);
  }

  /** What a fold under these settings runs under. */
  public static Ground ground() {
    return new Ground(FoldSettings.of(settings()), "test", 1, "AVX2", "ba5e", "7ec5", "", "", "");
  }

  public static IngestSettings ingest(List<String> sourceTopics, Map<String, String> mapping) {
    return new IngestSettings(
        new DataSize(MAX_RECORD),
        MAX_TEXT,
        MAX_NAME,
        MAX_ANSWERS,
        3,
        REMEMBERED,
        10,
        sourceTopics,
        mapping);
  }

  private static AdapterSettings adapter() {
    return new AdapterSettings(
        "uniform",
        AdapterSettings.Optimizer.SGD,
        0.1,
        0.9,
        0.0,
        0.3,
        1.0,
        100.0,
        100.0,
        10.0,
        10,
        1,
        1,
        Duration.ZERO,
        MAX_LANES,
        8,
        16,
        new AlarmSettings(1, 200),
        new RehearsalSettings(0, 1, 1, 16),
        new AnchorSettings(0, 1, 128, ""),
        1,
        new SparseSettings(0, "", 1),
        0);
  }

  private static SignalSettings signals() {
    return new SignalSettings(
        true,
        "residual",
        "",
        1,
        Duration.ofSeconds(1),
        0,
        Duration.ofHours(1),
        2,
        4,
        1000,
        5,
        true);
  }

  private static EvaluatorSettings evaluator() {
    return new EvaluatorSettings(
        true,
        EvaluatorSettings.Probes.GIVEN,
        4,
        4,
        16,
        16,
        1,
        1000,
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        "data/reference.txt",
        List.of("0"),
        16,
        64,
        1000,
        false,
        0,
        0,
        1,
        new AlertSettings(0, 0.5, 32, 8));
  }
}
