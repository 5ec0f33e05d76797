package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.AdapterSettings.Optimizer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every key and every default, written out: a change of either is a change for users. */
class DefaultsTest {
  @Test
  void everyKeyHasTheDefaultThatUsersRelyOn() {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("name", "freshet");
    expected.put("model.directory", "models/freshet-base");
    expected.put("model.device", "auto");
    expected.put("model.threads", 0);
    expected.put("ingest.max-record-size", DataSize.parse("1MiB"));
    expected.put("ingest.max-text-length", 500_000);
    expected.put("ingest.max-name-length", 256);
    expected.put("ingest.max-answers", 64);
    expected.put("ingest.max-signal-values", 1024);
    expected.put("ingest.remembered-ids", 100_000);
    expected.put("ingest.max-in-flight", 1000);
    expected.put("ingest.source-topics", List.of());
    expected.put("ingest.mapping", Map.of());
    expected.put("log.shred", false);
    expected.put("log.shred-within", Duration.ofHours(24));
    expected.put("adapter.weighting", "camels-head+steps");
    expected.put("adapter.optimizer", Optimizer.KRONECKER);
    expected.put("adapter.learning-rate", 2.2e-4);
    expected.put("adapter.momentum", 0.9);
    expected.put("adapter.weight-decay", 0.01);
    expected.put("adapter.damping", 1.0);
    expected.put("adapter.clip-norm", 10.0);
    expected.put("adapter.max-gradient-norm", 10_000.0);
    expected.put("adapter.max-loss", 100.0);
    expected.put("adapter.max-weight-growth", 10.0);
    expected.put("adapter.max-rejected", 10);
    expected.put("adapter.batch", 1);
    expected.put("adapter.passes", 1);
    expected.put("adapter.commit-interval", Duration.ofSeconds(1));
    expected.put("adapter.max-lanes", 4);
    expected.put("adapter.reported-weights", 8);
    expected.put("adapter.max-poll-records", 16);
    expected.put("adapter.alarms.step-factor", 1.0);
    expected.put("adapter.alarms.records", 200);
    expected.put("adapter.rehearsal.documents", 0);
    expected.put("adapter.rehearsal.every", 1);
    expected.put("adapter.rehearsal.weight", 1.0);
    expected.put("adapter.rehearsal.size", 256);
    expected.put("adapter.anchor.weight", 6.0);
    expected.put("adapter.anchor.windows", 6);
    expected.put("adapter.anchor.tokens", 64);
    expected.put("adapter.anchor.text", "usual.txt");
    expected.put("adapter.update-share", 1.0);
    expected.put("adapter.sparse.neurons", 0);
    expected.put("adapter.sparse.text", "");
    expected.put("adapter.sparse.windows", 64);
    expected.put("adapter.average", 0.0);
    expected.put("gate.policy", GateSettings.Policy.OBSERVE);
    expected.put("gate.topics", Map.of());
    expected.put("gate.false-quarantine", 0.05);
    expected.put("gate.warm-up", 100);
    expected.put("gate.known-loss", 0.05);
    expected.put("gate.remembered-topics", 256);
    expected.put("gate.shelf", 256);
    expected.put("checkpoint.every", 100);
    expected.put("checkpoint.keep", 5);
    expected.put("checkpoint.keep-every", 0);
    expected.put("checkpoint.chunk-size", DataSize.parse("1MiB"));
    expected.put("checkpoint.cache-size", DataSize.parse("32MiB"));
    expected.put("checkpoint.mirror", "");
    expected.put("evaluator.enabled", true);
    expected.put("evaluator.probes", EvaluatorSettings.Probes.GIVEN);
    expected.put("evaluator.written-probes", 4);
    expected.put("evaluator.snapshots", 4);
    expected.put("evaluator.max-answer-tokens", 16);
    expected.put("evaluator.batch", 16);
    expected.put("evaluator.threads", 1);
    expected.put("evaluator.remembered-probes", 100_000);
    expected.put("evaluator.window", Duration.ofHours(1));
    expected.put("evaluator.grace", Duration.ofMinutes(10));
    expected.put("evaluator.reference", "data/reference.txt");
    expected.put("evaluator.lags", List.of("0", "10", "100", "1000"));
    expected.put("evaluator.probes-per-step", 16);
    expected.put("evaluator.alarmed-probes-per-step", 64);
    expected.put("evaluator.pending-probes", 100_000);
    expected.put("evaluator.transfer", true);
    expected.put("evaluator.distractors", 4);
    expected.put("evaluator.locality-every", 100);
    expected.put("evaluator.locality-windows", 4);
    expected.put("evaluator.alerts.retention", 0.0);
    expected.put("evaluator.alerts.locality", 0.5);
    expected.put("evaluator.alerts.probes", 32);
    expected.put("evaluator.alerts.least-probes", 8);
    expected.put("signals.enabled", false);
    expected.put("signals.detector", "blend");
    expected.put("signals.forecaster", "models/forecaster/model.safetensors");
    expected.put("signals.horizon", 1);
    expected.put("signals.window", Duration.ZERO);
    expected.put("signals.grace", 1);
    expected.put("signals.max-ahead", Duration.ofHours(1));
    expected.put("signals.channels-per-series", 16);
    expected.put("signals.watched-channels", 256);
    expected.put("signals.calm", 10_000);
    expected.put("signals.checkpoint-every", 500);
    expected.put("signals.alarms", true);
    expected.put("topics.prefix", "freshet.");
    expected.put("topics.partitions", 1);
    expected.put("topics.replication-factor", 1);
    expected.put("state.directory", ".freshet");
    expected.put("http.enabled", true);
    expected.put("http.host", "127.0.0.1");
    expected.put("http.port", 7333);
    expected.put("http.token", "");
    expected.put("http.topics", 50);
    expected.put("http.history", 200);
    expected.put("embedded-broker.port", 0);
    expected.put("embedded-broker.segment-size", DataSize.parse("64MiB"));
    expected.put("kafka", Map.of());

    assertThat(SettingKeys.ALL.valuesOf(SettingsLoader.defaults()))
        .containsExactlyEntriesOf(expected);
  }

  @Test
  void everyDefaultSaysThatItIsOne() {
    Map<String, String> origins = new SettingsLoader().loadWithOrigins().origins();

    assertThat(origins.values()).containsOnly("default");
    assertThat(origins).containsKeys("name", "adapter.batch", "ingest.source-topics");
  }

  @Test
  void everyKeyHasAnEnvironmentVariableOfItsOwn() {
    List<String> variables = SettingKeys.ALL.leaves().stream().map(SettingKey::variable).toList();

    assertThat(variables).doesNotHaveDuplicates().contains("FRESHET_EMBEDDED_BROKER_SEGMENT_SIZE");
  }

  @Test
  void everyKeySaysWhatItMeansInASentence() {
    assertThat(SettingKeys.ALL.leaves())
        .allSatisfy(key -> assertThat(key.doc().value()).as(key.name()).endsWith("."));
  }
}
