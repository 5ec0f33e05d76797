package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.FreshetException;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Ground;
import dev.freshet.learner.FileDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.state.Manifest;
import dev.freshet.tensor.Torch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lane steps by the settings that its log says, whatever the process that folds it runs under.
 */
class LoggedSettingsTest {
  private static final Map<String, String> SLOW =
      Map.of("adapter.commit-interval", "0s", "adapter.learning-rate", "0.01");
  private static final Map<String, String> FAST =
      Map.of("adapter.commit-interval", "0s", "adapter.learning-rate", "0.1");
  private static final Map<String, String> ADAM =
      Map.of(
          "adapter.commit-interval", "0s",
          "adapter.learning-rate", "0.001",
          "adapter.optimizer", "adam");

  private static final Path BUNDLED = Path.of("..", "models", "freshet-base");

  @TempDir Path folder;

  @Test
  void theLogDecidesAndNotTheProcess() {
    String under = digest("a", SLOW, SLOW, FAST);
    assertThat(digest("b", FAST, SLOW, FAST)).as("folded by another process").isEqualTo(under);
    assertThat(digest("c", SLOW, SLOW, SLOW)).as("without the change").isNotEqualTo(under);
  }

  @Test
  void theOptimizersStateGoesOnWhereItsFormIsTheSameAndBeginsAnewWhereNot() {
    String through = digest("a", SLOW, ADAM, FAST);
    assertThat(digest("b", ADAM, ADAM, FAST)).isEqualTo(through);
    Map<String, String> gentler = new HashMap<>(ADAM);
    gentler.put("adapter.learning-rate", "0.0005");
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("c"), SLOW)) {
      adapter.settings("main", ADAM);
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.settings("main", gentler);
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      adapter.stop();
      assertThat(adapter.checkpoints("main").get(0).notes())
          .as("Adam has counted both steps")
          .anySatisfy(
              (name, value) -> {
                assertThat(name).startsWith("counter.");
                assertThat(value).isEqualTo("2");
              });
    }
  }

  private String digest(
      String name,
      Map<String, String> running,
      Map<String, String> first,
      Map<String, String> then) {
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve(name), running)) {
      adapter.settings("main", first);
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      adapter.settings("main", then);
      adapter.document("main", "c", TinyModel.SENTENCES.get(2));
      adapter.stop();
      return adapter.checkpoints("main").get(0).weightsDigest();
    }
  }

  @Test
  void aChangeForcesACheckpointThatSaysWhatComesAfterIt() {
    try (AdapterDriver adapter = new AdapterDriver(folder, SLOW)) {
      adapter.settings("main", SLOW);
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.settings("main", FAST);
      List<Manifest> checkpoints = adapter.checkpoints("main");
      assertThat(checkpoints).extracting(Manifest::reason).containsOnly("settings");
      assertThat(checkpoints).extracting(Manifest::seq).containsExactly(3L, 1L);
      assertThat(checkpoints.get(0).notes())
          .containsEntry("ground.setting.adapter.learning-rate", "0.1");
      assertThat(checkpoints.get(0).provenance().settingsDigest())
          .isNotEqualTo(checkpoints.get(1).provenance().settingsDigest());
    }
  }

  @Test
  void aChangeEndsTheBatchUnderTheSettingsBeforeIt() {
    Map<String, String> pairs = Map.of("adapter.commit-interval", "0s", "adapter.batch", "2");
    try (AdapterDriver adapter = new AdapterDriver(folder, pairs)) {
      adapter.settings("main", pairs);
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      assertThat(adapter.reported()).isEmpty();
      adapter.settings("main", SLOW);
      assertThat(adapter.reported()).extracting(Adaptation::documentId).containsExactly("a");
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      assertThat(adapter.reported()).extracting(Adaptation::step).containsExactly(2L);
    }
  }

  @Test
  void aLogOverAnotherBaseModelIsRefused() {
    try (AdapterDriver adapter = new AdapterDriver(folder, SLOW)) {
      Ground here = adapter.ground(SLOW);
      Ground other =
          new Ground(
              here.settings(), "test", 1, "AVX2", "0".repeat(64), here.tokenizer(), "", "", "");
      assertThatThrownBy(
              () ->
                  adapter.append(
                      "main",
                      new Control.SettingsChange("other", AdapterDriver.TIME, other.values())))
          .hasRootCauseInstanceOf(FreshetException.class)
          .hasStackTraceContaining("another base model");
    }
  }

  @Test
  void whatTheOptimizerScalesByIsAPartWhereItReadsAny() {
    try (AdapterDriver adapter = new AdapterDriver(folder, SLOW)) {
      assertThat(adapter.ground(SLOW).preconditioner()).isEmpty();
    }
    try (LanguageModel bundled = LanguageModel.read(BUNDLED, Torch.device("cpu"));
        FoldContext context =
            FoldContext.of(new SettingsLoader().load(), bundled, "test", FoldListener.NONE)) {
      assertThat(context.ground().preconditioner())
          .isEqualTo(FileDigest.of(BUNDLED.resolve("kronecker-factors.safetensors")));
      assertThat(Ground.of(context.ground().values())).isEqualTo(context.ground());
    }
  }

  @Test
  void aTagKeepsTheStateAtItsPlaceOrACheckpointThatIsThere() {
    try (AdapterDriver adapter = new AdapterDriver(folder, SLOW)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.tag("main", "here", null);
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      Manifest tagged = adapter.checkpoints("main").get(0);
      assertThat(tagged.step()).isEqualTo(1);
      assertThat(tagged.tags()).containsExactly("here");
      adapter.tag("main", "there", tagged.id());
      adapter.tag("main", "nowhere", "0123456789abcdef");
      assertThat(adapter.checkpoints("main").get(0).tags()).containsExactly("here", "there");
    }
  }

  @Test
  void aCommandAmidABatchTakesNoPlaceInIt() {
    Map<String, String> pairs = Map.of("adapter.commit-interval", "0s", "adapter.batch", "2");
    try (AdapterDriver adapter = new AdapterDriver(folder, pairs)) {
      adapter.document("main", "a", TinyModel.SENTENCES.get(0));
      adapter.tag("main", "amid", null);
      assertThat(adapter.checkpoints("main")).isEmpty();
      adapter.document("main", "b", TinyModel.SENTENCES.get(1));
      assertThat(adapter.reported()).extracting(Adaptation::step).containsExactly(1L, 1L);
      assertThat(adapter.checkpoints("main").get(0).tags()).containsExactly("amid");
    }
  }
}
