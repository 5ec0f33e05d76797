package dev.freshet.adapter.signals;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;
import dev.freshet.signal.archive.Archives;
import dev.freshet.signal.watch.Counts;
import dev.freshet.signal.watch.SeriesWatch;
import dev.freshet.signal.watch.WatchOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of the series: what a restart folds them from again.
 *
 * <p>A series has its watch as it was at some point, channel by channel, and all points since. The
 * store is logged, so that both commit with the reports and the offsets, and after a kill the fold
 * over the few points gives the watch to the last bit. Keys are the series and
 *
 * <pre>
 * w          its own state:     order, channels, number, form, state
 * cNAME      a channel's state
 * pSLOT      points since:      order, channels, number of the first, points
 * </pre>
 *
 * <p>where order counts the points of the partition, so that the series read longest ago is known,
 * and number those of the series. Points lie in blocks of about a kilobyte: a block is written
 * again with each point that it gets, of which the store's cache lets the changelog have one in a
 * transaction. It lies in the slot of its first point. Slots are as many as points between two
 * checkpoints, and written over: what is older than the checkpoint has another number than is
 * looked for. Each series has its checkpoints at a turn of its own, lest those that began together
 * have them all at once.
 */
final class WatchStore {
  private static final Logger LOG = LoggerFactory.getLogger(WatchStore.class);
  private static final int MARK_BYTES = Long.BYTES + Integer.BYTES + Long.BYTES;
  private static final int BLOCK_BYTES = 1024;
  private static final String WATCH = "\nw";
  private static final String CHANNEL = "\nc";
  private static final String POINT = "\np";

  /** Above every kind of key of a series, and below the next series. */
  private static final String LAST = "\n~";

  private final KeyValueStore<String, byte[]> store;
  private final WatchOptions options;
  private final String form;
  private final int every;

  /** Of each series the block that takes its next point, where there is one. */
  private final Map<String, Block> open = new HashMap<>();

  private long order;

  /** Points of a series that follow one another. */
  @SuppressWarnings("ArrayRecordComponent") // written, never compared
  private record Block(long first, byte[] points) {
    boolean isFull() {
      return points.length >= BLOCK_BYTES;
    }

    Block with(byte[] point) {
      byte[] longer = Arrays.copyOf(points, points.length + point.length);
      System.arraycopy(point, 0, longer, points.length, point.length);
      return new Block(first, longer);
    }
  }

  /**
   * @param form of the states: what was stored in another one is of no use
   * @param every points between two checkpoints of a series
   */
  WatchStore(KeyValueStore<String, byte[]> store, WatchOptions options, String form, int every) {
    this.store = store;
    this.options = options;
    this.form = form;
    this.every = every;
  }

  /** A series that is stored. */
  record Stored(String series, long order, int channels) {}

  /** All series, the one read longest ago first. */
  List<Stored> series() {
    Map<String, Stored> newest = new HashMap<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        int end = entry.key.lastIndexOf('\n');
        if (entry.key.startsWith(CHANNEL, end)) {
          continue;
        }
        String series = entry.key.substring(0, end);
        ByteBuffer mark = ByteBuffer.wrap(entry.value);
        Stored stored = new Stored(series, mark.getLong(), mark.getInt());
        newest.merge(series, stored, (a, b) -> a.order > b.order ? a : b);
      }
    }
    List<Stored> ordered = new ArrayList<>(newest.values());
    ordered.sort((a, b) -> Long.compare(a.order, b.order));
    order = ordered.isEmpty() ? 0 : ordered.get(ordered.size() - 1).order;
    return ordered;
  }

  /**
   * The watch of a series, folded over the points since its checkpoint; a new one if there is none.
   */
  SeriesWatch load(String series) {
    SeriesWatch watch = checkpoint(series);
    List<Point> block = block(series, watch.points() + 1);
    while (!block.isEmpty()) {
      block.forEach(point -> watch.read(point.millis(), point.values(), Counts.NONE));
      block = block(series, watch.points() + 1);
    }
    return watch;
  }

  /** The points from that number on; none where it was not stored, or its slot holds another. */
  private List<Point> block(String series, long number) {
    byte[] stored = store.get(slot(series, number));
    boolean isIt =
        stored != null && ByteBuffer.wrap(stored).getLong(Long.BYTES + Integer.BYTES) == number;
    return isIt
        ? Point.readAll(ByteBuffer.wrap(stored, MARK_BYTES, stored.length - MARK_BYTES))
        : List.of();
  }

  private String slot(String series, long number) {
    return series + POINT + number % every;
  }

  private SeriesWatch checkpoint(String series) {
    byte[] state = store.get(series + WATCH);
    if (state == null) {
      return new SeriesWatch(options);
    }
    try {
      byte[] own = Arrays.copyOfRange(state, MARK_BYTES, state.length);
      Formed formed = Archives.read(own, new Formed(form, new SeriesWatch(options)));
      formed
          .watch
          .channels()
          .forEach((name, channel) -> Archives.read(present(series + CHANNEL + name), channel));
      return formed.watch;
    } catch (IllegalArgumentException e) {
      LOG.warn("{}: its watch begins anew ({})", SeriesKey.parse(series), e.getMessage());
      forget(series);
      return new SeriesWatch(options);
    }
  }

  private byte[] present(String key) {
    byte[] bytes = store.get(key);
    if (bytes == null) {
      throw new IllegalArgumentException("a channel's state is missing");
    }
    return bytes;
  }

  /** Stores the point that a watch was given last, or its checkpoint where one is due. */
  void keep(String series, SeriesWatch watch, Point point) {
    order++;
    if (Math.floorMod(watch.points() + series.hashCode(), every) != 0) {
      append(series, watch, point.bytes());
      return;
    }
    open.remove(series);
    store.put(
        series + WATCH, marked(watch, watch.points(), Archives.write(new Formed(form, watch))));
    watch
        .channels()
        .forEach((name, channel) -> store.put(series + CHANNEL + name, Archives.write(channel)));
  }

  private void append(String series, SeriesWatch watch, byte[] point) {
    Block before = open.get(series);
    Block block =
        before == null || before.isFull() ? new Block(watch.points(), point) : before.with(point);
    open.put(series, block);
    store.put(slot(series, block.first), marked(watch, block.first, block.points));
  }

  private byte[] marked(SeriesWatch watch, long number, byte[] bytes) {
    return ByteBuffer.allocate(MARK_BYTES + bytes.length)
        .putLong(order)
        .putInt(watch.channels().size())
        .putLong(number)
        .put(bytes)
        .array();
  }

  /** Drops all that is stored of a series. */
  void forget(String series) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> its = store.range(series + "\n", series + LAST)) {
      its.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(store::delete);
    open.remove(series);
  }

  /** A watch with the form that it has. */
  private record Formed(String form, SeriesWatch watch) implements Archived {
    @Override
    public void keep(Archive archive) {
      if (!archive.of(form).equals(form)) {
        throw new IllegalArgumentException("it was stored under other settings");
      }
      watch.keep(archive);
    }
  }
}
