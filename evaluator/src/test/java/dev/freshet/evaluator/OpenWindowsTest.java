package dev.freshet.evaluator;

import static dev.freshet.evaluator.Rows.TIME;
import static dev.freshet.evaluator.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.records.UptakeSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** Windows of an hour, with ten minutes of grace; the first row is at half past twelve. */
class OpenWindowsTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long GRACE = Duration.ofMinutes(10).toMillis();

  private final KeyValueStore<String, Aged<Window>> store = store();
  private final OpenWindows windows = windows(100);

  @Test
  void rowsOfOneTopicAndHourAreGathered() {
    add("main", "t", 0, 1);
    UptakeSummary summary = add("main", "t", 29, 3).orElseThrow();
    assertThat(summary.probes()).isEqualTo(2);
    assertThat(summary.nllGain()).isEqualTo(2);
    assertThat(summary.windowStart()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(summary.windowEnd()).isEqualTo(Instant.parse("2026-01-31T13:00:00Z"));
    assertThat(summary.nllGainCi95()).isNotNull();
    assertThat(add("main", "t", 30, 1).orElseThrow().probes()).isOne();
    assertThat(add("main", "u", 30, 1).orElseThrow().probes()).isOne();
  }

  @Test
  void aLateRowIsTakenWithinTheGraceAndNotAfterIt() {
    add("main", "t", 0, 1);
    add("main", "t", 39, 1);
    assertThat(add("main", "t", 1, 1).orElseThrow().probes()).isEqualTo(2);
    add("main", "t", 40, 1);
    assertThat(add("main", "t", 2, 1)).isEmpty();
    assertThat(windows.size()).isOne();
  }

  @Test
  void anotherLanesClockClosesNothing() {
    add("main", "t", 0, 1);
    add("news", "t", 10_000, 1);
    assertThat(add("main", "t", 1, 1).orElseThrow().probes()).isEqualTo(2);
    assertThat(add("news", "t", 0, 1)).isEmpty();
  }

  @Test
  void timesBefore1970HaveWindowsToo() {
    Instant time = Instant.parse("1815-06-18T11:30:00Z");
    UptakeSummary summary = windows.add(row("main", "t", "p", time, 1)).orElseThrow().summary(null);
    assertThat(summary.windowStart()).isEqualTo(Instant.parse("1815-06-18T11:00:00Z"));
  }

  @Test
  void whatARestartFindsInTheStoreGoesOn() {
    add("main", "t", 0, 1);
    add("main", "t", 39, 1);
    OpenWindows restarted = windows(100);
    assertThat(restarted.add(row("main", "t", "p", at(1), 1)).orElseThrow().summary(null).probes())
        .isEqualTo(2);
    restarted.add(row("main", "t", "p", at(40), 1));
    assertThat(windows(100).add(row("main", "t", "p", at(2), 1))).isEmpty();
  }

  @Test
  void theirNumberIsBounded() {
    OpenWindows few = windows(2);
    for (String topic : new String[] {"a", "b", "c"}) {
      few.add(row("main", topic, "p", TIME, 1));
    }
    assertThat(few.size()).isEqualTo(2);
    assertThat(few.add(row("main", "a", "p", TIME, 1)).orElseThrow().summary(null).probes())
        .isOne();
  }

  private Optional<UptakeSummary> add(String lane, String topic, long minutes, double gain) {
    return windows
        .add(row(lane, topic, "p", at(minutes), gain))
        .map(window -> window.summary(null));
  }

  private static Instant at(long minutes) {
    return TIME.plus(Duration.ofMinutes(minutes));
  }

  private OpenWindows windows(int capacity) {
    return new OpenWindows(new BoundedStore<>(store, capacity), HOUR, GRACE);
  }

  private static KeyValueStore<String, Aged<Window>> store() {
    KeyValueStore<String, Aged<Window>> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("windows"), Serdes.String(), Aged.serde(Window.class))
            .withLoggingDisabled()
            .build();
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
