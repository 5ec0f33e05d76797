package dev.freshet.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Probe;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class RememberedProbesTest {
  private static final Due DUE = new Due(3, Instant.parse("2026-01-31T12:00:00Z"));

  private final KeyValueStore<String, Aged<RememberedProbe>> store = store();
  private final RememberedProbes probes = restarted(3);

  @Test
  void aRestartFindsProbesInTheOrderOfTheirArrivalAndThoseThatWait() {
    for (String id : List.of("z", "m", "a")) {
      probes.put(probe("main", id, "d"));
    }
    probes.await(probe("main", "m", "d"), DUE);
    RememberedProbes again = restarted(3);
    assertThat(ids(again.ofDocument("main", "d"))).containsExactly("z", "m", "a");
    assertThat(ids(again.waiting("main", 9))).containsExactly("m");
    assertThat(again.waiting("main", 9).get(0).waitsFor()).isEqualTo(DUE);
    assertThat(again.put(probe("main", "b", "d"))).isOne();
    assertThat(ids(again.ofDocument("main", "d"))).containsExactly("m", "a", "b");
  }

  @Test
  void theProbesAfterOneAreThoseThatCameAfterIt() {
    for (String id : List.of("z", "m", "a")) {
      probes.put(probe("main", id, "d"));
    }
    assertThat(ids(probes.following(probe("main", "z", "d"), 9))).containsExactly("m", "a");
    assertThat(ids(probes.following(probe("main", "z", "d"), 1))).containsExactly("m");
    assertThat(probes.following(probe("main", "a", "d"), 9)).isEmpty();
    assertThat(probes.following(probe("main", "never", "d"), 9)).isEmpty();
  }

  @Test
  void aSmallerBoundHoldsFromTheNextProbeOn() {
    for (String id : List.of("a", "b", "c")) {
      probes.put(probe("main", id, "d"));
    }
    RememberedProbes fewer = restarted(1);
    assertThat(fewer.put(probe("main", "d", "d"))).isEqualTo(3);
    assertThat(fewer.size()).isOne();
  }

  @Test
  void aChangedProbeKeepsItsAgeAndMovesToItsNewDocument() {
    probes.put(probe("main", "a", "d"));
    probes.put(probe("main", "b", "d"));
    probes.put(probe("main", "a", "e"));
    assertThat(ids(probes.ofDocument("main", "d"))).containsExactly("b");
    assertThat(ids(probes.ofDocument("main", "e"))).containsExactly("a");
    probes.put(probe("main", "c", "d"));
    probes.put(probe("main", "f", "d"));
    assertThat(probes.ofDocument("main", "e")).isEmpty();
  }

  @Test
  void whatIsForgottenNeitherWaitsNorComesBack() {
    probes.put(probe("main", "a", "d"));
    probes.await(probe("main", "a", "d"), DUE);
    for (String id : List.of("b", "c", "e")) {
      probes.put(probe("main", id, "d"));
    }
    assertThat(probes.waiting("main", 9)).isEmpty();
    probes.await(probe("main", "a", "d"), DUE);
    assertThat(probes.size()).isEqualTo(3);
  }

  @Test
  void oneThatIsSettledWaitsNoMoreAndNoMoreAreGivenThanAskedFor() {
    for (String id : List.of("a", "b", "c")) {
      probes.put(probe("main", id, "d"));
      probes.await(probe("main", id, "d"), DUE);
    }
    assertThat(ids(probes.waiting("main", 2))).containsExactly("a", "b");
    probes.settle(probe("main", "a", "d"));
    assertThat(ids(probes.waiting("main", 2))).containsExactly("b", "c");
    assertThat(probes.waiting("news", 2)).isEmpty();
  }

  private static List<String> ids(List<RememberedProbe> probes) {
    return probes.stream().map(remembered -> remembered.probe().id()).toList();
  }

  private static RememberedProbe probe(String lane, String id, String document) {
    return new RememberedProbe(
        lane, new Probe(id, "topic", document, "Which?", List.of("this")), null, null);
  }

  private RememberedProbes restarted(int capacity) {
    return new RememberedProbes(new BoundedStore<>(store, capacity));
  }

  private static KeyValueStore<String, Aged<RememberedProbe>> store() {
    KeyValueStore<String, Aged<RememberedProbe>> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("probes"),
                Serdes.String(),
                Aged.serde(RememberedProbe.class))
            .withLoggingDisabled()
            .build();
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    return store;
  }
}
