package dev.freshet.evaluator;

import static dev.freshet.evaluator.Rows.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.evaluator.RememberedProbe.Due;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class RetestsTest {
  private final KeyValueStore<String, Aged<Retest>> store = store();
  private final Retests retests = retests(3);

  @Test
  void thoseDueComeTheLongestDueFirst() {
    retests.put(retest("main", "late", 9));
    retests.put(retest("main", "early", 5));
    retests.put(retest("other", "else", 1));
    assertThat(retests.due("main", 4, 9)).isEmpty();
    assertThat(retests.due("main", 9, 9))
        .extracting(Retest::probeId)
        .containsExactly("early", "late");
    assertThat(retests.due("main", 9, 1)).extracting(Retest::probeId).containsExactly("early");
    assertThat(retests.due("nowhere", 9, 9)).isEmpty();
  }

  @Test
  void aProbeWaitsOnce() {
    retests.put(retest("main", "p", 5));
    retests.put(retest("main", "p", 7));
    assertThat(retests.size()).isOne();
    assertThat(retests.due("main", 6, 9)).isEmpty();
    assertThat(retests.due("main", 7, 9)).hasSize(1);
  }

  @Test
  void theOldestMakesRoomAndIsCounted() {
    for (int i = 0; i < 3; i++) {
      assertThat(retests.put(retest("main", "p" + i, 20 - i))).isZero();
    }
    assertThat(retests.put(retest("main", "p3", 3))).isOne();
    assertThat(retests.due("main", 99, 9))
        .extracting(Retest::probeId)
        .containsExactly("p3", "p2", "p1");
  }

  @Test
  void whatARestartFindsInTheStoreIsDueAsBefore() {
    retests.put(retest("main", "late", 9));
    retests.put(retest("main", "early", 5));
    Retests restarted = retests(3);
    assertThat(restarted.size()).isEqualTo(2);
    assertThat(restarted.due("main", 9, 9)).isEqualTo(retests.due("main", 9, 9));
  }

  private static Retest retest(String lane, String probe, long step) {
    return new Retest(lane, probe, new Due(step - 1, TIME), 1, 2.5, 2.0);
  }

  private Retests retests(int capacity) {
    return new Retests(new BoundedStore<>(store, capacity));
  }

  private static KeyValueStore<String, Aged<Retest>> store() {
    KeyValueStore<String, Aged<Retest>> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("retests"), Serdes.String(), Aged.serde(Retest.class))
            .withLoggingDisabled()
            .build();
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
