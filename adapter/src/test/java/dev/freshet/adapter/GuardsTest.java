package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.learner.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would harm the weights is found before they change, and too much of it ends the run. */
class GuardsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "adapter.max-loss, 1.0e-3, the loss is",
    "adapter.max-gradient-norm, 1.0e-6, the gradient norm is",
    "adapter.max-weight-growth, 1.000001, the norm that the weights would have is",
  })
  void aStepBeyondABoundIsRejectedWithItsReasonAndTheWeightsStay(
      String key, String bound, String reason) {
    Map<String, String> strict =
        Map.of("adapter.commit-interval", "0s", "adapter.learning-rate", "1", key, bound);
    try (AdapterDriver adapter = new AdapterDriver(folder, strict)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.document("main", "b", TinyModel.SENTENCES.get(0));
      List<Adaptation> reports = adapter.reported();
      assertThat(reports).extracting(Adaptation::decision).containsOnly(Decision.REJECTED);
      assertThat(reports).extracting(Adaptation::reason).allMatch(why -> why.startsWith(reason));
      assertThat(reports.get(1).lossBefore()).isEqualTo(reports.get(0).lossBefore());
    }
  }

  @Test
  void aStepThatWouldLeaveNoFiniteWeightsIsRejectedAndTheNextDocumentIsReadAsBefore() {
    Map<String, String> wild =
        Map.of(
            "adapter.commit-interval", "0s",
            "adapter.optimizer", "adamw",
            "adapter.learning-rate", "100",
            "adapter.max-weight-growth", "1e300");
    try (AdapterDriver adapter = new AdapterDriver(folder, wild)) {
      for (int i = 0; i < 30; i++) {
        adapter.document("main", "id" + i, TinyModel.SENTENCES.get(i % 5));
      }
      List<Adaptation> reports = adapter.reported();
      assertThat(reports).hasSize(30);
      assertThat(reports)
          .filteredOn(report -> report.decision() == Decision.TRAINED)
          .allSatisfy(report -> assertThat(report.weightGrowth()).isFinite());
      assertThat(reports)
          .filteredOn(report -> report.decision() == Decision.REJECTED)
          .isNotEmpty()
          .allSatisfy(report -> assertThat(report.reason()).isNotBlank());
    }
  }

  @Test
  void tooManyRejectedInARowEndTheRunOnceWithTheLastGoodCheckpointNamed() {
    List<FreshetException> stops = new ArrayList<>();
    FoldListener listener =
        new FoldListener() {
          @Override
          public void diverged(FreshetException stop) {
            stops.add(stop);
          }
        };
    Map<String, String> settings =
        Map.of("adapter.commit-interval", "60s", "adapter.max-rejected", "3");
    try (AdapterDriver adapter = new AdapterDriver(folder, settings, null, listener)) {
      adapter.settings("main", settings);
      adapter.document("main", "good", TinyModel.SENTENCES.get(0));
      adapter.settings("main", Map.of("adapter.max-loss", "1e-3"));
      String checkpoint = adapter.checkpoints("main").get(0).id();
      for (int i = 0; i < 5; i++) {
        adapter.document("main", "bad" + i, TinyModel.SENTENCES.get(1));
        assertThat(stops).hasSize(i < 2 ? 0 : 1);
        if (i == 2) {
          assertThat(adapter.reported()).as("all of them are reported at the stop").hasSize(4);
        }
      }
      FreshetException stop = stops.get(0);
      assertThat(stop.code()).isEqualTo(ExitCode.DIVERGED);
      assertThat(stop).hasMessageContaining("3 steps").hasMessageContaining("the loss is");
      assertThat(stop.where()).contains(checkpoint);
    }
  }

  @Test
  void theGrowthOfTheWeightsIsReported() {
    Map<String, String> settings =
        Map.of("adapter.commit-interval", "0s", "adapter.learning-rate", "0.1");
    try (AdapterDriver adapter = new AdapterDriver(folder, settings)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      Adaptation report = adapter.reported().get(0);
      assertThat(report.weightGrowth()).isBetween(0.9, 1.1).isNotEqualTo(1);
    }
  }
}
