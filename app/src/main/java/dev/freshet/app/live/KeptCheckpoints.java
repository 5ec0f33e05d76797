package dev.freshet.app.live;

import dev.freshet.state.CheckpointStore;
import dev.freshet.state.Manifest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The kept checkpoints, looked at no more often than every few seconds. */
public final class KeptCheckpoints implements LivePage.Lineages {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int SHOWN = 50;

  /**
   * One checkpoint.
   *
   * @param parent the one that it goes on from; null for a lane's first
   */
  record Line(
      String id,
      @Nullable String parent,
      String lane,
      long step,
      String time,
      String reason,
      Set<String> tags) {
    private static Line of(Manifest manifest) {
      return new Line(
          manifest.id(),
          manifest.parent(),
          manifest.position().lane(),
          manifest.position().step(),
          manifest.time().toString(),
          manifest.reason(),
          manifest.tags());
    }
  }

  private final CheckpointStore store;
  private List<Line> known = List.of();
  private long readNanos;
  private boolean read;

  public KeptCheckpoints(CheckpointStore store) {
    this.store = store;
  }

  @Override
  public synchronized List<Line> view() {
    if (!read || System.nanoTime() - readNanos > FRESH_NANOS) {
      known =
          store.lanes().stream()
              .flatMap(lane -> store.manifests(lane).stream())
              .limit(SHOWN)
              .map(Line::of)
              .toList();
      readNanos = System.nanoTime();
      read = true;
    }
    return known;
  }
}
