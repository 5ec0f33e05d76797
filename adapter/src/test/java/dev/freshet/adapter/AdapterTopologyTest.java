package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.shred.KeySource;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.learner.snapshot.SnapshotRing;
import dev.freshet.learner.step.Learned;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import dev.freshet.tensor.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterTopologyTest {
  private static final Map<String, String> AT_ONCE =
      Map.of("adapter.commit-interval", "0s", "adapter.learning-rate", "0.01");

  @TempDir Path folder;

  @Test
  void theLogIsTheOnlySourceOfTheSubTopology() {
    Settings settings =
        new SettingsLoader()
            .override(Map.of("adapter.weighting", "uniform", "adapter.anchor.weight", "0"))
            .load();
    try (LanguageModel model = TinyModel.read(folder.resolve("model"));
        CheckpointStore store =
            CheckpointStore.open(folder.resolve("checkpoints"), settings.checkpoint())) {
      TopologyDescription description =
          AdapterTopology.build(
                  settings,
                  FoldContext.of(settings, model, "test", FoldListener.NONE),
                  store,
                  LaneMirror.none(store),
                  new LogAccess(
                      (group, partition) -> OptionalLong.empty(),
                      new ListLog(),
                      KeySource.NONE,
                      (lane, control) -> {}),
                  null)
              .describe();
      assertThat(description.subtopologies()).hasSize(1);
      List<String> sources =
          description.subtopologies().iterator().next().nodes().stream()
              .filter(TopologyDescription.Source.class::isInstance)
              .flatMap(node -> ((TopologyDescription.Source) node).topicSet().stream())
              .toList();
      assertThat(sources).containsExactly("freshet.log");
    }
  }

  @Test
  void everyDocumentIsOneStepAndOneReport() {
    try (AdapterDriver adapter = new AdapterDriver(folder, AT_ONCE)) {
      TinyModel.SENTENCES.forEach(text -> adapter.document("main", "id-" + text.length(), text));
      List<Adaptation> reports = adapter.reported();
      assertThat(reports).hasSameSizeAs(TinyModel.SENTENCES);
      assertThat(reports).extracting(Adaptation::decision).containsOnly(Decision.TRAINED);
      assertThat(reports).extracting(Adaptation::step).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(reports).extracting(Adaptation::lastOfStep).containsOnly(true);
      assertThat(reports)
          .allSatisfy(
              report -> {
                assertThat(report.lossBefore()).isPositive();
                assertThat(report.gradientNorm()).isPositive();
                assertThat(report.updateNorm()).isPositive();
                assertThat(report.topWeights()).isNotEmpty();
              });
    }
  }

  @Test
  void readingATextAgainFindsItMoreLikely() {
    try (AdapterDriver adapter = new AdapterDriver(folder, AT_ONCE)) {
      for (int i = 0; i < 8; i++) {
        adapter.document("main", "id-" + i, TinyModel.SENTENCES.get(0));
      }
      List<Adaptation> reports = adapter.reported();
      assertThat(loss(reports.get(7))).isLessThan(loss(reports.get(0)) - 0.5);
    }
  }

  private static double loss(Adaptation report) {
    Double loss = report.lossBefore();
    assertThat(loss).isNotNull();
    return loss == null ? Double.NaN : loss;
  }

  @Test
  void aBatchIsOneStepAndEndsEarlyAtAFlush() {
    Map<String, String> pairs = Map.of("adapter.commit-interval", "0s", "adapter.batch", "2");
    try (AdapterDriver adapter = new AdapterDriver(folder, pairs)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      assertThat(adapter.reported()).isEmpty();
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      adapter.document("main", "c", TinyModel.SENTENCES.get(2));
      adapter.flush("main");
      List<Adaptation> reports = adapter.reported();
      assertThat(reports).extracting(Adaptation::documentId).containsExactly("a", "b", "c");
      assertThat(reports).extracting(Adaptation::step).containsExactly(1L, 1L, 2L);
      assertThat(reports).extracting(Adaptation::lastOfStep).containsExactly(false, true, true);
    }
  }

  @Test
  void lanesLearnApart() {
    try (AdapterDriver adapter = new AdapterDriver(folder, AT_ONCE)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.document("other", "a", TinyModel.SENTENCES.get(0));
      List<Adaptation> reports = adapter.reported();
      assertThat(reports).extracting(Adaptation::step).containsExactly(1L, 1L);
      assertThat(loss(reports.get(0))).isEqualTo(loss(reports.get(1)));
    }
  }

  @Test
  void aDocumentWithNothingToLearnIsSkipped() {
    Map<String, String> salient =
        Map.of(
            "adapter.commit-interval",
            "0s",
            "adapter.weighting",
            "salient",
            "adapter.anchor.weight",
            "0");
    try (AdapterDriver adapter = new AdapterDriver(folder, salient)) {
      adapter.document("main", "a", "no name and no number here");
      adapter.document("main", "b", "the port of Hamburg has 3 harbours");
      List<Adaptation> reports = adapter.reported();
      assertThat(reports)
          .extracting(Adaptation::decision)
          .containsExactly(Decision.SKIPPED, Decision.TRAINED);
      assertThat(reports.get(0).reason()).contains("weight");
      assertThat(reports.get(1).step()).isEqualTo(1);
    }
  }

  @Test
  void whatAWeightingRemembersIsInTheCheckpoints() {
    Map<String, String> tfidf =
        Map.of(
            "adapter.commit-interval",
            "0s",
            "adapter.weighting",
            "tfidf",
            "adapter.anchor.weight",
            "0");
    try (AdapterDriver adapter = new AdapterDriver(folder, tfidf)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      assertThat(adapter.reported())
          .extracting(Adaptation::decision)
          .containsOnly(Decision.TRAINED);
      adapter.stop();
      try (Scope scope = Scope.on(TinyModel.device())) {
        Learned learned = Weights.of(adapter.newest("main"), adapter.model().tokenizer());
        assertThat(learned.weighting().slots().get("documents")).containsExactly(2);
        assertThat(learned.weighting().slots().get("frequencies")).contains(1, 2);
        assertThat(Weights.groups(learned)).containsKey("weighting");
      }
    }
  }

  @Test
  void anExplodingStepIsRejectedAndTheWeightsStay() {
    Map<String, String> strict =
        Map.of("adapter.commit-interval", "0s", "adapter.max-gradient-norm", "1.0e-6");
    try (AdapterDriver adapter = new AdapterDriver(folder, strict)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.document("main", "b", TinyModel.SENTENCES.get(0));
      List<Adaptation> reports = adapter.reported();
      assertThat(reports).extracting(Adaptation::decision).containsOnly(Decision.REJECTED);
      assertThat(reports).extracting(Adaptation::step).containsOnly(0L);
      assertThat(loss(reports.get(1))).isEqualTo(loss(reports.get(0)));
    }
  }

  @Test
  void reportsMayWaitForTheirCommitAndKeepTheirOrder() {
    Map<String, String> later = Map.of("adapter.commit-interval", "5s");
    try (AdapterDriver adapter = new AdapterDriver(folder, later)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      assertThat(adapter.reported()).isEmpty();
      adapter.pass(Duration.ofSeconds(6));
      assertThat(adapter.reported()).extracting(Adaptation::documentId).containsExactly("a", "b");
    }
  }

  @Test
  void aGapInTheNumbersStopsBeforeAnythingIsReported() {
    try (AdapterDriver adapter = new AdapterDriver(folder, AT_ONCE)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.reported();
      Document lost = new Document("c", "topic", AdapterDriver.TIME, "text here", null, null);
      assertThatThrownBy(() -> adapter.append(3, "main", lost))
          .hasStackTraceContaining("expects record 2, not 3");
      assertThat(adapter.reported()).isEmpty();
    }
  }

  @Test
  void aRecordThatIsInTheWeightsAlreadyIsPassedOver() {
    try (AdapterDriver adapter = new AdapterDriver(folder, AT_ONCE)) {
      Document document = new Document("a", "topic", AdapterDriver.TIME, "text here", null, null);
      adapter.append(1, "main", document);
      adapter.append(1, "main", document);
      assertThat(adapter.reported()).hasSize(1);
    }
  }

  @Test
  void aRecordOfTheLogThatCannotBeReadNamesItsPlace() {
    try (AdapterDriver adapter = new AdapterDriver(folder, AT_ONCE)) {
      assertThatThrownBy(() -> adapter.appendRaw("{".getBytes(StandardCharsets.UTF_8)))
          .hasRootCauseInstanceOf(FreshetException.class)
          .hasStackTraceContaining("the log holds a record that cannot be read");
    }
  }

  @Test
  void checkpointsComeAtTheirIntervalAndAtAStop() {
    Map<String, String> often = Map.of("adapter.commit-interval", "0s", "checkpoint.every", "2");
    try (AdapterDriver adapter = new AdapterDriver(folder, often)) {
      TinyModel.SENTENCES.forEach(text -> adapter.document("main", "id-" + text.length(), text));
      assertThat(adapter.checkpoints("main")).extracting(Manifest::step).containsExactly(4L, 2L);
      adapter.stop();
      assertThat(adapter.checkpoints("main"))
          .extracting(Manifest::step)
          .containsExactly(5L, 4L, 2L);
    }
  }

  @Test
  void twoRunsOverTheSameLogEndInTheSameWeights() {
    assertThat(digestAfter(folder.resolve("one"))).isEqualTo(digestAfter(folder.resolve("two")));
  }

  private static String digestAfter(Path folder) {
    try (AdapterDriver adapter = new AdapterDriver(folder, AT_ONCE)) {
      TinyModel.SENTENCES.forEach(text -> adapter.document("main", "id-" + text.length(), text));
      adapter.stop();
      return adapter.checkpoints("main").get(0).weightsDigest();
    }
  }

  @Test
  void everyStepLeavesASnapshotOfItsWeights() {
    try (SnapshotRing ring = new SnapshotRing(4);
        AdapterDriver adapter = new AdapterDriver(folder, AT_ONCE, ring)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      assertThat(ring.find("main", 1).orElseThrow().step()).isEqualTo(1);
      ring.release("main", 1);
      assertThat(ring.find("main", 1).orElseThrow().step()).isEqualTo(2);
    }
  }
}
