package dev.freshet.ingest.source;

import dev.freshet.config.Settings;
import dev.freshet.ingest.DeadLetter;
import dev.freshet.ingest.Origin;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Probe;
import dev.freshet.ingest.records.Signal;
import dev.freshet.ingest.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.header.Headers;

/**
 * The pump: publishes what a source gives, item by item, and remembers how far it came.
 *
 * <p>A probe goes out before the document that answers it. Positions are saved after the broker has
 * acknowledged: a kill makes a few items go out twice, and those are dropped where they are read.
 * Not safe for several threads; the caller closes the producer.
 */
public final class SourcePump {
  private static final int ITEMS_PER_SAVE = 200;
  private static final Duration LOOK_PAUSE = Duration.ofMillis(100);
  private static final Duration SAVE_INTERVAL = Duration.ofSeconds(1);

  private final Outlet outlet;
  private final Topics topics;
  private final int limit;
  private final String lane;
  private final Throttle throttle;
  private final Positions positions;
  private final Consumer<PumpProgress> listener;

  /**
   * @param producer idempotent, of bytes
   * @param lane that the documents or points are for
   * @param backlog of whoever reads them, for instance the lag of ingest on {@code
   *     freshet.documents}
   * @param listener told after every save and while waiting, on the pump's thread
   */
  public SourcePump(
      Producer<byte[], byte[]> producer,
      Settings settings,
      String lane,
      Backlog backlog,
      Positions positions,
      Consumer<PumpProgress> listener) {
    this.outlet = new Outlet(producer);
    this.topics = Topics.of(settings.topics());
    this.limit = settings.ingest().maxRecordSize().toIntBytes();
    this.lane = Lane.require(lane);
    this.throttle = new Throttle(backlog, settings.ingest().maxInFlight(), LOOK_PAUSE);
    this.positions = positions;
    this.listener = listener;
  }

  /**
   * Publishes a source from where it was left to its end, or to so many documents in all, those of
   * earlier runs included.
   *
   * @throws dev.freshet.config.FreshetException ARTEFACT where the source cannot be read on; what
   *     came before is published and remembered
   */
  public PumpProgress pump(Source source, long maxDocuments) {
    Run run = new Run(source, positions.load(source, lane));
    try (Source.Items items = source.open()) {
      Item item = run.documentsSeen < maxDocuments ? items.next() : null;
      while (item != null) {
        run.take(item);
        item = run.documentsSeen < maxDocuments ? items.next() : null;
      }
    } finally {
      run.save();
    }
    return run.progress(false);
  }

  /** One source on its way. */
  private final class Run {
    private final Source source;
    private final long done;
    private long position;
    private long documentsSeen;
    private long documents;
    private long probes;
    private long points;
    private long bad;
    private long savedAt;
    private long savedNanos = System.nanoTime();

    Run(Source source, long done) {
      this.source = source;
      this.done = done;
      this.savedAt = done;
    }

    void take(Item item) {
      if (position >= done) {
        makeRoom();
        publish(item);
      }
      position++;
      documentsSeen += item instanceof Item.Read read && read.document() != null ? 1 : 0;
      if (isTimeToSave()) {
        save();
      }
    }

    private void publish(Item item) {
      if (item instanceof Item.Read read) {
        publish(read);
      } else if (item instanceof Item.Point point) {
        publish(point);
      } else {
        bury((Item.Bad) item);
      }
    }

    private void makeRoom() {
      if (!throttle.isOpen()) {
        save();
        throttle.await(behind -> listener.accept(progress(true)));
      }
    }

    private void publish(Item.Read read) {
      for (Probe probe : read.probes()) {
        SourcePump.this.publish(probe);
        probes++;
      }
      Document document = read.document();
      if (document != null) {
        SourcePump.this.publish(document);
        throttle.sent();
        documents++;
      }
    }

    private void publish(Item.Point point) {
      SourcePump.this.publish(point.signal());
      throttle.sent();
      points++;
    }

    private void bury(Item.Bad item) {
      SourcePump.this.bury(item, source, position + 1);
      bad++;
    }

    private boolean isTimeToSave() {
      return position - savedAt >= ITEMS_PER_SAVE
          || System.nanoTime() - savedNanos >= SAVE_INTERVAL.toNanos();
    }

    private void save() {
      outlet.flush();
      if (position > savedAt) {
        positions.save(source, lane, position);
        savedAt = position;
      }
      savedNanos = System.nanoTime();
      listener.accept(progress(false));
    }

    private PumpProgress progress(boolean waiting) {
      return new PumpProgress(
          source.name(),
          documents,
          probes,
          points,
          bad,
          Math.min(done, position),
          throttle.behind(),
          waiting);
    }
  }

  private void publish(Document document) {
    Headers headers =
        CloudEvents.headers(
            document.id(), "/freshet/source", "document", document.time(), CloudEvents.JSON);
    outlet.send(topics.documents(), null, Lane.key(lane), Json.bytes(document), headers);
  }

  private void publish(Probe probe) {
    Headers headers =
        CloudEvents.headers(
            probe.id(), "/freshet/source", "probe", Clock.systemUTC().instant(), CloudEvents.JSON);
    byte[] key = Lane.key(Lane.probeKey(lane, probe.id()));
    int partition = Lane.partition(lane, outlet.partitions(topics.probes()));
    outlet.send(topics.probes(), partition, key, Json.bytes(probe), headers);
  }

  private void publish(Signal signal) {
    Headers headers =
        CloudEvents.headers(
            signal.series() + "@" + signal.time(),
            "/freshet/source",
            "signal",
            signal.time(),
            CloudEvents.JSON);
    outlet.send(topics.signals(), null, Lane.key(lane), Json.bytes(signal), headers);
  }

  private void bury(Item.Bad item, Source source, long position) {
    Origin origin = new Origin(source.name(), 0, position, Clock.systemUTC().millis());
    DeadLetter letter =
        item.size() > limit
            ? DeadLetter.ofHead(origin, item.why(), item.raw(), item.digest(), item.size())
            : DeadLetter.of(origin, item.why(), Lane.key(lane), item.raw(), limit);
    outlet.send(topics.dlq(), null, letter.key(), letter.value(), letter.headers(source.reader()));
  }
}
