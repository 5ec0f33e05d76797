package dev.freshet.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Adaptation.Decision;
import dev.freshet.ingest.records.LogRecord;
import dev.freshet.ingest.shred.KeyTable;
import dev.freshet.learner.TinyModel;
import dev.freshet.state.Manifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fold over a log whose texts are sealed, and some of whose keys are gone. */
class ShreddingTest {
  private static final Map<String, String> MOMENTUM =
      Map.of(
          "adapter.commit-interval", "0s",
          "adapter.optimizer", "momentum",
          "adapter.learning-rate", "0.003",
          "checkpoint.every", "2");
  private static final String SECRET = "The code of the safe in the port is 4711.";

  @TempDir Path folder;

  private int drivers;

  private AdapterDriver driver(Map<String, String> settings) {
    return driver(settings, new KeyTable());
  }

  private AdapterDriver driver(Map<String, String> settings, KeyTable keys) {
    Path place = folder.resolve("driver" + drivers++);
    return new AdapterDriver(place, settings, null, FoldListener.NONE, keys);
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

  private static void delete(AdapterDriver adapter, String name) {
    adapter.keys.put(name.getBytes(StandardCharsets.UTF_8), null, "test");
  }

  private static String digest(AdapterDriver adapter) {
    adapter.stop();
    return adapter.checkpoints("main").get(0).weightsDigest();
  }

  /** The weights of a lane of which nothing was sealed, and that saw these documents only. */
  private String never(Map<String, String> settings, int to) {
    try (AdapterDriver adapter = driver(settings)) {
      adapter.settings("main", settings);
      documents(adapter, 0, to);
      adapter.flush("main");
      return digest(adapter);
    }
  }

  /** The whole log once more, on an empty disk, with the keys that are left. */
  private String folded(Map<String, String> settings, AdapterDriver from) {
    try (AdapterDriver adapter = driver(settings, from.keys)) {
      adapter.appendAll(from.written().records());
      return digest(adapter);
    }
  }

  @ParameterizedTest(name = "batches of {0}")
  @ValueSource(ints = {1, 3})
  void withoutTheForgottenTextTheLogGivesTheWeightsOfALaneThatNeverSawIt(int batch) {
    Map<String, String> settings = batches(batch);
    try (AdapterDriver adapter = driver(settings).sealing()) {
      adapter.settings("main", settings);
      documents(adapter, 0, 4);
      adapter.document("main", "secret", SECRET);
      documents(adapter, 4, 7);
      adapter.document("main", "secret", SECRET + " Since today.");
      documents(adapter, 7, 9);
      adapter.forget("main", "secret");
      documents(adapter, 9, 11);
      assertThat(adapter.deletedKeys()).as("until the switch the text is needed").isEmpty();
      adapter.switchOver("main");
      assertThat(adapter.deletedKeys()).containsExactly("main/6", "main/10");
      delete(adapter, "main/6");
      delete(adapter, "main/10");
      documents(adapter, 11, 14);
      adapter.flush("main");
      String live = digest(adapter);
      assertThat(live).isEqualTo(never(settings, 14));
      assertThat(folded(settings, adapter)).isEqualTo(live);
      assertThat(adapter.deletedKeys()).isEmpty();
    }
  }

  @Test
  void oneForgettingAfterAnotherHoldsWhenBothTextsAreGone() {
    try (AdapterDriver adapter = driver(batches(2)).sealing()) {
      adapter.settings("main", batches(2));
      documents(adapter, 0, 6);
      adapter.forget("main", "id1");
      adapter.switchOver("main");
      documents(adapter, 6, 9);
      adapter.forget("main", "id4");
      adapter.switchOver("main");
      documents(adapter, 9, 11);
      adapter.flush("main");
      assertThat(adapter.deletedKeys()).containsExactly("main/3", "main/6");
      delete(adapter, "main/3");
      delete(adapter, "main/6");
      String live = digest(adapter);
      assertThat(folded(batches(2), adapter)).isEqualTo(live);
    }
  }

  @Test
  void whatIsOnlyRolledBackKeepsItsKeyUntilItIsForgottenToo() {
    try (AdapterDriver adapter = driver(MOMENTUM).sealing()) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 6);
      adapter.rollback("main", 4);
      adapter.switchOver("main");
      assertThat(adapter.deletedKeys()).isEmpty();
      adapter.forget("main", "id4");
      adapter.switchOver("main");
      assertThat(adapter.deletedKeys()).containsExactly("main/6");
    }
  }

  @Test
  void aDocumentThatComesAgainAfterItsForgettingIsRead() {
    try (AdapterDriver adapter = driver(MOMENTUM).sealing()) {
      adapter.settings("main", MOMENTUM);
      adapter.document("main", "secret", SECRET);
      documents(adapter, 0, 2);
      adapter.forget("main", "secret");
      adapter.switchOver("main");
      assertThat(adapter.deletedKeys()).containsExactly("main/2");
      delete(adapter, "main/2");
      adapter.reported();
      adapter.document("main", "secret", SECRET);
      assertThat(adapter.reported())
          .extracting(Adaptation::decision)
          .containsExactly(Decision.TRAINED);
      String live = digest(adapter);
      assertThat(folded(MOMENTUM, adapter)).isEqualTo(live);
    }
  }

  @Test
  void betweenAShreddedTextAndItsSwitchNoCheckpointIsTakenAndNoTagSet() {
    try (AdapterDriver adapter = driver(MOMENTUM).sealing()) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 2);
      adapter.tag("main", "clean", null);
      adapter.document("main", "secret", SECRET);
      documents(adapter, 2, 5);
      adapter.tag("main", "tainted", null);
      adapter.forget("main", "secret");
      adapter.switchOver("main");
      delete(adapter, "main/5");
      List<LogRecord> log = adapter.written().records();
      try (AdapterDriver again = driver(MOMENTUM, adapter.keys)) {
        again.append(log, log.size() - 1);
        again.stop();
        assertThat(again.checkpoints("main")).extracting(Manifest::seq).allMatch(seq -> seq <= 4);
        assertThat(again.checkpoints("main")).flatExtracting(Manifest::tags).containsOnly("clean");
      }
    }
  }

  @Test
  void aKeyThatWasLostEndsTheFoldAndNamesTheRecord() {
    try (AdapterDriver adapter = driver(MOMENTUM).sealing()) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 4);
      adapter.forget("main", "id3");
      adapter.switchOver("main");
      delete(adapter, "main/3");
      lost(() -> folded(MOMENTUM, adapter), "record 3 of lane main, document id1");
    }
  }

  @Test
  void aKeyIsAlsoLostWhereItsForgettingWasNotCarriedOut() {
    try (AdapterDriver adapter = driver(MOMENTUM).sealing()) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 4);
      adapter.forget("main", "id1");
      adapter.awaitSwitch();
      delete(adapter, "main/3");
      lost(() -> folded(MOMENTUM, adapter), "record 3 of lane main, document id1");
    }
  }

  @Test
  void aSideLineageThatMissesAKeyEndsTheProcessAndDoesNotTryForEver() throws Exception {
    try (AdapterDriver adapter = driver(MOMENTUM).sealing()) {
      adapter.settings("main", MOMENTUM);
      documents(adapter, 0, 4);
      delete(adapter, "main/3");
      adapter.forget("main", "id0");
      lost(
          () -> {
            for (int i = 4; i < 400; i++) {
              documents(adapter, i, i + 1);
              Thread.sleep(20);
            }
          },
          "record 3 of lane main, document id1");
    }
  }

  private static void lost(ThrowingCallable folding, String where) {
    assertThatThrownBy(folding)
        .rootCause()
        .isInstanceOfSatisfying(
            FreshetException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ExitCode.ARTEFACT);
              assertThat(e.where()).isEqualTo(where);
            });
  }
}
