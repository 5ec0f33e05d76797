package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.adapter.LogSource.Logged;
import dev.freshet.config.Settings;
import dev.freshet.config.SettingsLoader;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.TinyModel;
import dev.freshet.state.CheckpointStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fold beside the broker ends where the one that Kafka Streams drives has ended. */
class ReplayFoldTest {
  private static final Map<String, String> MOMENTUM =
      Map.of(
          "adapter.commit-interval", "0s",
          "adapter.optimizer", "momentum",
          "adapter.learning-rate", "0.003",
          "checkpoint.every", "2");

  @TempDir Path folder;

  @ParameterizedTest(name = "batches of {0}")
  @ValueSource(ints = {1, 3})
  void whatWasForgottenAndTakenBackIsSoInAReplay(int batch) {
    Map<String, String> settings = new HashMap<>(MOMENTUM);
    settings.put("adapter.batch", Integer.toString(batch));
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("live"), settings)) {
      adapter.settings("main", settings);
      documents(adapter, 0, 7);
      adapter.forget("main", "id3");
      documents(adapter, 7, 10);
      adapter.switchOver("main");
      documents(adapter, 10, 13);
      adapter.flush("main");
      adapter.rollback("main", 11);
      adapter.switchOver("main");
      documents(adapter, 13, 18);
      adapter.flush("main");

      String digest = end(adapter);
      RecordedLog log = log(adapter);
      assertThat(replayed(log)).isEqualTo(digest);
      assertThat(replayed(log.inOrder(2, 0)))
          .as("in another order, without what was undone")
          .isNotEqualTo(digest);
    }
  }

  @Test
  void whatWasHeldBackAndAcceptedLaterIsSoInAReplay() {
    Map<String, String> gated = new HashMap<>(MOMENTUM);
    gated.put("gate.policy", "strict");
    gated.put("gate.warm-up", "30");
    gated.put("gate.false-quarantine", "0.06");
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("live"), gated)) {
      adapter.settings("main", gated);
      for (int i = 0; i < 45; i++) {
        adapter.document("main", "news-" + i, QuarantineTest.text(i));
      }
      adapter.document("main", "spam", "zqspam ".repeat(12));
      adapter.document("main", "news-45", QuarantineTest.text(45));
      adapter.append("main", new Control.Accept("accept", AdapterDriver.TIME, "spam", null));
      adapter.document("main", "news-46", QuarantineTest.text(46));

      assertThat(adapter.reported())
          .filteredOn(report -> report.documentId().equals("spam"))
          .extracting(report -> report.decision())
          .containsExactly(Decision.QUARANTINED, Decision.TRAINED);
      String digest = end(adapter);
      assertThat(replayed(log(adapter))).isEqualTo(digest);
    }
  }

  private static void documents(AdapterDriver adapter, int from, int to) {
    for (int i = from; i < to; i++) {
      adapter.document("main", "id" + i, TinyModel.SENTENCES.get(i % 5) + " Number " + i + ".");
    }
  }

  private static String end(AdapterDriver adapter) {
    adapter.stop();
    return adapter.checkpoints("main").get(0).weightsDigest();
  }

  private static RecordedLog log(AdapterDriver adapter) {
    List<Logged> records = new ArrayList<>();
    for (LogRecord record : adapter.written().records()) {
      records.add(new Logged(record, records.size()));
    }
    return RecordedLog.of("main", records);
  }

  private int replays;

  /** Under settings that are not those of the log, which decides. */
  private String replayed(RecordedLog log) {
    Map<String, String> others = new HashMap<>(AdapterDriver.PLAIN);
    others.put("adapter.learning-rate", "0.1");
    Settings other = new SettingsLoader().override(others).load();
    Path place = folder.resolve("replayed-" + replays++);
    try (LanguageModel model = TinyModel.read(folder.resolve("live").resolve("model"));
        CheckpointStore store = CheckpointStore.open(place, other.checkpoint());
        FoldContext context = FoldContext.of(other, model, "test", FoldListener.NONE);
        ReplayFold fold = new ReplayFold(other, context, store, log)) {
      log.records().forEach(fold::apply);
      return fold.weightsDigest();
    }
  }
}
