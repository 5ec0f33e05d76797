package dev.freshet.signal.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The series under watch, with a bound on what is kept: no more channels than that over all of
 * them, a series counting as one at least. The one that was read longest ago makes room, and starts
 * anew should it come back. Not safe for use by several threads.
 */
public final class Watches {
  private final int channelsMost;
  private final LinkedHashMap<String, Kept> bySeries = new LinkedHashMap<>(16, 0.75f, true);
  private int channels;

  /** A series that is known; read from its checkpoint only once a point of it comes. */
  private static final class Kept {
    private @Nullable SeriesWatch watch;
    private int channels;
  }

  /**
   * @param channelsMost channels kept at once
   */
  public Watches(int channelsMost) {
    if (channelsMost < 1) {
      throw new IllegalArgumentException("at least one channel is kept");
    }
    this.channelsMost = channelsMost;
  }

  /** Takes note of a series that was read before, the one read longest ago first. */
  public void recall(String series, int itsChannels) {
    Kept kept = new Kept();
    bySeries.put(series, kept);
    weigh(kept, itsChannels);
  }

  /**
   * The watch of a series, which is now the one read last.
   *
   * @param load makes it where it is not here: anew, or from its checkpoint
   */
  public SeriesWatch of(String series, Function<String, SeriesWatch> load) {
    Kept kept = bySeries.computeIfAbsent(series, fresh -> new Kept());
    SeriesWatch watch = kept.watch == null ? load.apply(series) : kept.watch;
    kept.watch = watch;
    weigh(kept, watch.channels().size());
    return watch;
  }

  /**
   * Lets go of what is too much, once the series was read.
   *
   * @return the series that are no longer kept
   */
  public List<String> makeRoom(String read) {
    Kept kept = bySeries.get(read);
    if (kept != null && kept.watch != null) {
      weigh(kept, kept.watch.channels().size());
    }
    List<String> forgotten = new ArrayList<>();
    while (channels > channelsMost && bySeries.size() > 1) {
      var longestAgo = bySeries.entrySet().iterator().next();
      channels -= longestAgo.getValue().channels;
      forgotten.add(longestAgo.getKey());
      bySeries.remove(longestAgo.getKey());
    }
    return forgotten;
  }

  private void weigh(Kept kept, int now) {
    channels += Math.max(1, now) - kept.channels;
    kept.channels = Math.max(1, now);
  }

  /** Series that are kept now. */
  public int size() {
    return bySeries.size();
  }

  /** What counts against the bound now. */
  public int channels() {
    return channels;
  }
}
