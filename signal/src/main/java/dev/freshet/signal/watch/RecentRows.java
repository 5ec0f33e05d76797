package dev.freshet.signal.watch;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;
import dev.freshet.signal.shift.ChannelShift;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The last windows of a series, channel by channel, kept to say which channels moved: the newest
 * {@value #RECENT} against those before.
 */
final class RecentRows implements Archived {
  private static final int MOST = 320;
  private static final int RECENT = 64;

  /** Shorter stretches say nothing about which. */
  private static final int LEAST = 16;

  /** A channel that is missing more often than this is left out. */
  private static final double MISSING_MOST = 0.2;

  private static final ChannelShift.Options OPTIONS = new ChannelShift.Options(250, 8, 0.05, 1);

  /** Each has a place for every channel that was known then; NaN where it had no value. */
  private final Deque<double[]> rows = new ArrayDeque<>();

  void add(double[] row) {
    if (rows.size() == MOST) {
      rows.removeFirst();
    }
    rows.addLast(row);
  }

  /** The places of the channels that moved, the clearest first; empty where it cannot be said. */
  List<Integer> moved(int channels) {
    int[] often =
        IntStream.range(0, channels)
            .filter(channel -> missing(channel) <= MISSING_MOST * rows.size())
            .toArray();
    List<double[]> whole = new ArrayList<>();
    for (double[] row : rows) {
      double[] part = Arrays.stream(often).mapToDouble(channel -> at(row, channel)).toArray();
      if (Arrays.stream(part).allMatch(Double::isFinite)) {
        whole.add(part);
      }
    }
    int reference = whole.size() - RECENT;
    if (often.length < 2 || reference < LEAST) {
      return List.of();
    }
    ChannelShift found =
        ChannelShift.between(
            whole.subList(0, reference).toArray(double[][]::new),
            whole.subList(reference, whole.size()).toArray(double[][]::new),
            OPTIONS);
    return found.moved().stream().map(place -> often[place]).toList();
  }

  private long missing(int channel) {
    return rows.stream().filter(row -> Double.isNaN(at(row, channel))).count();
  }

  private static double at(double[] row, int channel) {
    return channel < row.length ? row[channel] : Double.NaN;
  }

  @Override
  public void keep(Archive archive) {
    List<double[]> held = new ArrayList<>(rows);
    int size = archive.of(held.size());
    rows.clear();
    for (int i = 0; i < size; i++) {
      rows.addLast(archive.sized(i < held.size() ? held.get(i) : new double[0]));
    }
  }
}
