package dev.freshet.signal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.signal.anomaly.Detectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchesTest {
  private static final WatchOptions OPTIONS =
      new WatchOptions(Detectors.named("residual"), null, 10, 0, 2, 1000);

  private final List<String> loaded = new ArrayList<>();

  private SeriesWatch load(String series) {
    loaded.add(series);
    return new SeriesWatch(OPTIONS);
  }

  private List<String> read(Watches watches, String series, long millis, Map<String, Double> at) {
    watches.of(series, this::load).read(millis, at, Counts.NONE);
    return watches.makeRoom(series);
  }

  @Test
  void aMillionSeriesKeepNoMoreThanTheBoundAndTheLeastRecentlyReadGo() {
    Watches watches = new Watches(3);
    long forgotten = 0;
    for (int i = 0; i < 1_000_000; i++) {
      forgotten += read(watches, "s" + i, i, Map.of("x", 0.0)).size();
      if (i % 2 == 0) {
        assertThat(read(watches, "kept", i, Map.of("x", 0.0))).doesNotContain("kept");
      }
    }

    assertThat(watches.size()).isEqualTo(3);
    assertThat(forgotten).isEqualTo(1_000_001 - 3);
    assertThat(loaded.stream().filter("kept"::equals)).hasSize(1);
  }

  @Test
  void aSeriesOfManyChannelsCountsForAsMany() {
    Watches watches = new Watches(3);
    read(watches, "a", 1, Map.of("x", 1.0));
    read(watches, "wide", 1, Map.of("x", 1.0, "y", 1.0));
    assertThat(watches.channels()).as("no window has closed").isEqualTo(2);
    assertThat(read(watches, "wide", 20, Map.of("x", 1.0))).isEmpty();
    assertThat(watches.channels()).isEqualTo(3);

    assertThat(read(watches, "b", 1, Map.of("x", 1.0))).containsExactly("a");
    assertThat(read(watches, "c", 1, Map.of("x", 1.0))).containsExactly("wide");
    assertThat(watches.channels()).isEqualTo(2);
  }

  @Test
  void recalledSeriesKeepTheirOrderAndAreLoadedOnceTheyAreRead() {
    Watches watches = new Watches(3);
    watches.recall("first", 1);
    watches.recall("second", 1);
    watches.recall("third", 1);
    assertThat(loaded).isEmpty();
    assertThat(watches.channels()).isEqualTo(3);

    read(watches, "first", 1, Map.of("x", 1.0));
    assertThat(loaded).containsExactly("first");
    assertThat(read(watches, "new", 1, Map.of("x", 1.0))).containsExactly("second");
  }
}
