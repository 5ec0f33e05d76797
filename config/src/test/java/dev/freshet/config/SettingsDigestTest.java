package dev.freshet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsDigestTest {
  @Test
  void theCanonicalTextListsExactlyWhatCanChangeAWeight() {
    assertThat(SettingsDigest.canonical(SettingKeys.ALL.valuesOf(SettingsLoader.defaults())))
        .isEqualTo(
            """
            freshet-settings 1
            adapter.alarms.records=200
            adapter.alarms.step-factor=1.0
            adapter.anchor.text=usual.txt
            adapter.anchor.tokens=64
            adapter.anchor.weight=6.0
            adapter.anchor.windows=6
            adapter.average=0.0
            adapter.batch=1
            adapter.clip-norm=10.0
            adapter.damping=1.0
            adapter.learning-rate=2.2e-4
            adapter.max-gradient-norm=10000.0
            adapter.max-loss=100.0
            adapter.max-weight-growth=10.0
            adapter.momentum=0.9
            adapter.optimizer=kronecker
            adapter.passes=1
            adapter.rehearsal.documents=0
            adapter.rehearsal.every=1
            adapter.rehearsal.size=256
            adapter.rehearsal.weight=1.0
            adapter.sparse.neurons=0
            adapter.sparse.text=""
            adapter.sparse.windows=64
            adapter.update-share=1.0
            adapter.weight-decay=0.01
            adapter.weighting="camels-head+steps"
            gate.false-quarantine=0.05
            gate.known-loss=0.05
            gate.policy=observe
            gate.remembered-topics=256
            gate.shelf=256
            gate.topics={}
            gate.warm-up=100
            model.device=auto
            model.directory=models/freshet-base
            model.threads=0
            """);
  }

  @Test
  void theDigestOfTheDefaultsIsPinned() {
    assertThat(SettingsDigest.of(SettingsLoader.defaults()))
        .isEqualTo("60c5b60f2e9ea4cd884411872215a87f79feca6a58eb7da05011bb66c60a33b0");
  }

  @Test
  void theOrderOfKeysDoesNotMatter() {
    Map<String, Object> values = SettingKeys.ALL.valuesOf(SettingsLoader.defaults());
    Map<String, Object> reversed = new LinkedHashMap<>();
    values.keySet().stream()
        .sorted((a, b) -> b.compareTo(a))
        .forEach(key -> reversed.put(key, values.getOrDefault(key, "")));

    assertThat(SettingsDigest.canonical(reversed)).isEqualTo(SettingsDigest.canonical(values));
  }

  @ParameterizedTest
  @CsvSource({
    "model.directory,other",
    "model.device,cpu",
    "model.threads,2",
    "adapter.weighting,salient",
    "adapter.optimizer,adam",
    "adapter.learning-rate,2e-4",
    "adapter.momentum,0.8",
    "adapter.weight-decay,0.1",
    "adapter.clip-norm,2",
    "adapter.damping,2",
    "adapter.max-gradient-norm,5",
    "adapter.max-loss,5",
    "adapter.max-weight-growth,5",
    "adapter.batch,2",
    "adapter.passes,2",
    "adapter.alarms.step-factor,2",
    "adapter.alarms.records,2",
    "adapter.rehearsal.documents,1",
    "adapter.rehearsal.every,2",
    "adapter.rehearsal.weight,2",
    "adapter.rehearsal.size,2",
    "adapter.anchor.tokens,32",
    "adapter.anchor.windows,2",
    "adapter.anchor.text,other.txt",
    "adapter.update-share,0.1",
    "adapter.sparse.text,other.txt",
    "adapter.sparse.windows,2",
    "adapter.average,20",
    "gate.policy,strict",
    "gate.topics.news,strict",
    "gate.false-quarantine,0.03",
    "gate.shelf,2",
  })
  void aSettingOfTheFoldChangesTheDigest(String key, String value) {
    assertThat(digestWith(key, value)).isNotEqualTo(digestWith("name", "other"));
  }

  @ParameterizedTest
  @CsvSource({
    "adapter.commit-interval,2s",
    "adapter.max-poll-records,1",
    "adapter.reported-weights,0",
    "adapter.max-lanes,1",
    "adapter.max-rejected,1",
    "ingest.max-answers,1",
    "checkpoint.every,1",
    "kafka.acks,1",
    "adapter.learning-rate,0.00022",
  })
  void anotherSettingOrAnotherSpellingLeavesTheDigest(String key, String value) {
    assertThat(digestWith(key, value)).isEqualTo(SettingsDigest.of(SettingsLoader.defaults()));
  }

  @Test
  void aTextCannotPassForAnotherLine() {
    assertThat(SettingsDigest.canonical(Map.of("model.directory", "a\nmodel.threads=1")).lines())
        .hasSize(2);
  }

  private static String digestWith(String key, String value) {
    return SettingsDigest.of(new SettingsLoader().override(Map.of(key, value)).load());
  }
}
