package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.learner.TinyModel;
import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is undone is as if it had never come: weights, optimizer, steps and batches. */
class UndoingTest {
  private static final Map<String, String> MOMENTUM =
      Map.of(
          "adapter.commit-interval", "0s",
          "adapter.optimizer", "adam",
          "adapter.learning-rate", "0.003",
          "checkpoint.every", "2");

  @TempDir Path folder;

  @ParameterizedTest(name = "batches of {0}")
  @ValueSource(ints = {1, 3})
  void aForgottenDocumentIsAsIfItHadNeverCome(int batch) {
    Map<String, String> settings = batches(batch);
    End forgotten;
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("forgotten"), settings)) {
      adapter.settings("main", settings);
      documents(adapter, 0, 5);
      adapter.document("main", "secret", "The code of the safe in the port is 4711.");
      documents(adapter, 5, 9);
      adapter.forget("main", "secret");
      documents(adapter, 9, 11);
      adapter.switchOver("main");
      documents(adapter, 11, 14);
      adapter.flush("main");
      forgotten = End.of(adapter);
    }
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("never"), settings)) {
      adapter.settings("main", settings);
      documents(adapter, 0, 14);
      adapter.flush("main");
      End never = End.of(adapter);
      assertThat(forgotten.digest()).isEqualTo(never.digest());
      assertThat(forgotten.transform()).isEqualTo(never.transform());
      assertThat(forgotten.step()).isEqualTo(never.step());
    }
  }

  @Test
  void everyDocumentIsReportedOnceAndTheForgottenOneAsUndone() {
    Map<String, String> settings = batches(3);
    try (AdapterDriver adapter = new AdapterDriver(folder, settings)) {
      adapter.settings("main", settings);
      documents(adapter, 0, 1);
      adapter.document("main", "secret", "The code of the safe in the port is 4711.");
      documents(adapter, 1, 6);
      adapter.forget("main", "secret");
      adapter.switchOver("main");
      documents(adapter, 6, 10);
      adapter.flush("main");
      List<Adaptation> reports = adapter.reported();
      assertThat(reports)
          .filteredOn(report -> report.decision() == Decision.TRAINED)
          .extracting(Adaptation::documentId)
          .doesNotHaveDuplicates()
          .hasSize(11);
      assertThat(reports)
          .filteredOn(report -> report.decision() == Decision.ROLLED_BACK)
          .extracting(Adaptation::documentId)
          .containsExactly("secret");
    }
  }

  @Test
  void aSideLineageThatWasCutOffIsTriedAgainThoughNoRecordComes() {
    try (AdapterDriver adapter = new AdapterDriver(folder, MOMENTUM)) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 5);
      adapter.written().failNext(1);
      adapter.forget("main", "id2");
      Control caughtUp = null;
      for (int second = 0; caughtUp == null && second < 60; second++) {
        adapter.pass(Duration.ofSeconds(1));
        caughtUp = adapter.switchWithin(Duration.ofSeconds(1));
      }
      assertThat(adapter.written().failed()).isEqualTo(1);
      assertThat(caughtUp).isInstanceOf(Control.Switch.class);
    }
  }

  @Test
  void checkpointsThatHoldTheDocumentAreDeletedTheirTagsIncluded() {
    try (AdapterDriver adapter = new AdapterDriver(folder, MOMENTUM)) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 2);
      adapter.tag("main", "clean", null);
      adapter.document("main", "secret", "The code of the safe in the port is 4711.");
      adapter.tag("main", "tainted", null);
      documents(adapter, 2, 5);
      List<String> before = adapter.checkpoints("main").stream().map(Manifest::id).toList();
      String clean = named(adapter, "clean");
      assertThat(named(adapter, "tainted")).isNotNull();
      adapter.forget("main", "secret");
      adapter.switchOver("main");
      assertThat(named(adapter, "tainted")).isNull();
      assertThat(named(adapter, "clean")).isEqualTo(clean);
      assertThat(adapter.checkpoints("main"))
          .filteredOn(manifest -> before.contains(manifest.id()))
          .allSatisfy(manifest -> assertThat(manifest.step()).isLessThanOrEqualTo(2));
      assertThat(adapter.checkpoints("main").get(0).reason()).isEqualTo("switch");
    }
  }

  private static @org.jspecify.annotations.Nullable String named(
      AdapterDriver adapter, String tag) {
    return adapter.checkpoints("main").stream()
        .filter(manifest -> manifest.tags().contains(tag))
        .map(Manifest::id)
        .findFirst()
        .orElse(null);
  }

  @Test
  void aRollbackLeavesOutTheDocumentsBetweenAndKeepsThoseAfterIt() {
    End rolledBack;
    List<LogRecord> log;
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("rolled"), MOMENTUM)) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 4);
      long keep = adapter.written().records().size();
      documents(adapter, 4, 8);
      adapter.rollback("main", keep);
      documents(adapter, 8, 10);
      adapter.switchOver("main");
      documents(adapter, 10, 12);
      rolledBack = End.of(adapter);
      assertThat(adapter.reported())
          .filteredOn(report -> report.decision() == Decision.ROLLED_BACK)
          .extracting(Adaptation::documentId)
          .containsExactly("id4", "id5", "id6", "id7");
      log = adapter.written().records();
    }
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("never"), MOMENTUM)) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 4);
      documents(adapter, 8, 12);
      assertThat(End.of(adapter).digest()).isEqualTo(rolledBack.digest());
    }
    assertThat(replayed(log).digest())
        .as("the whole log, folded anew")
        .isEqualTo(rolledBack.digest());
    assertThat(replayed(log).transform()).isEqualTo(rolledBack.transform());
  }

  @Test
  void undoingAfterUndoingHoldsInAReplayOfTheWholeLog() {
    Map<String, String> pairs = batches(2);
    End live;
    List<LogRecord> log;
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("live"), pairs)) {
      adapter.settings("main", pairs);
      documents(adapter, 0, 7);
      adapter.forget("main", "id2");
      documents(adapter, 7, 9);
      adapter.forget("main", "id5");
      Control first = adapter.awaitSwitch();
      adapter.append("main", first);
      if (first.id().equals("switch-9")) {
        adapter.switchOver("main");
      }
      documents(adapter, 9, 12);
      adapter.settings("main", MOMENTUM);
      documents(adapter, 12, 15);
      adapter.rollback("main", 14);
      adapter.switchOver("main");
      documents(adapter, 15, 18);
      live = End.of(adapter);
      log = adapter.written().records();
    }
    assertThat(replayed(log)).isEqualTo(live);
  }

  @Test
  void aSwitchThatNoOneAwaitsChangesNothing() {
    End with;
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("with"), MOMENTUM)) {
      documents(adapter, 0, 3);
      adapter.append("main", new Control.Switch("forged", AdapterDriver.TIME, "2"));
      documents(adapter, 3, 5);
      with = End.of(adapter);
    }
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("without"), MOMENTUM)) {
      documents(adapter, 0, 5);
      assertThat(End.of(adapter).digest()).isEqualTo(with.digest());
    }
  }

  @Test
  void forgettingWhatNeverCameChangesNothing() {
    End with;
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("with"), MOMENTUM)) {
      documents(adapter, 0, 3);
      adapter.forget("main", "never came");
      adapter.switchOver("main");
      documents(adapter, 3, 5);
      with = End.of(adapter);
    }
    try (AdapterDriver adapter = new AdapterDriver(folder.resolve("without"), MOMENTUM)) {
      documents(adapter, 0, 5);
      assertThat(End.of(adapter).digest()).isEqualTo(with.digest());
    }
  }

  private int replays;

  private End replayed(List<LogRecord> log) {
    Path place = folder.resolve("replayed" + replays++);
    try (AdapterDriver adapter = new AdapterDriver(place, MOMENTUM)) {
      adapter.appendAll(log);
      return End.of(adapter);
    }
  }

  private static Map<String, String> batches(int size) {
    Map<String, String> settings = new HashMap<>(MOMENTUM);
    settings.put("adapter.batch", Integer.toString(size));
    return settings;
  }

  private static void documents(AdapterDriver adapter, int from, int to) {
    for (int i = from; i < to; i++) {
      adapter.document("main", "id" + i, TinyModel.SENTENCES.get(i % 5) + " Number " + i + ".");
    }
  }

  /** Where a lane ended: its weights, its optimizer, its steps. */
  private record End(String digest, List<String> transform, long step) {
    static End of(AdapterDriver adapter) {
      adapter.stop();
      Manifest newest = adapter.checkpoints("main").get(0);
      List<String> transform = new ArrayList<>();
      CheckpointStore store = adapter.store();
      store
          .read(newest)
          .group("transform")
          .forEach(array -> transform.add(array.name() + " " + array.bytes().hashCode()));
      newest.notes().forEach((name, value) -> transform.add(name + "=" + value));
      transform.removeIf(note -> note.startsWith("lineage") || note.startsWith("ground"));
      return new End(newest.weightsDigest(), transform, newest.step());
    }
  }
}
