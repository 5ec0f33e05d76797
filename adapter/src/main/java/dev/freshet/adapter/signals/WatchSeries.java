package dev.freshet.adapter.signals;

import dev.freshet.adapter.signals.Outgoing.Way;
import dev.freshet.ingest.records.CloudEvents;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Json;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.SignalReport;
import dev.freshet.signal.watch.Counts.What;
import dev.freshet.signal.watch.SeriesReport;
import dev.freshet.signal.watch.SeriesWatch;
import dev.freshet.signal.watch.WatchOptions;
import dev.freshet.signal.watch.Watches;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The second half of the topology: {@code read -> watch -> keep -> report -> alarm}. All points of
 * a series pass one instance of this, in order; what is kept, reported and alarmed commits in one
 * transaction.
 */
final class WatchSeries implements Processor<byte[], byte[], byte[], Outgoing> {
  static final String STORE = "watches";

  private static final JsonSerde<SignalReport> REPORTS = JsonSerde.of(SignalReport.class);

  private final WatchOptions options;
  private final Reports reports;
  private final String form;
  private final int checkpointEvery;
  private final int watchedChannels;
  private final boolean alarms;
  private ProcessorContext<byte[], Outgoing> context;
  private SignalMetrics metrics;
  private WatchStore store;
  private @Nullable Watches watches;

  /**
   * @param form of the states that are stored, see {@link WatchStore}
   * @param watchedChannels kept at once
   * @param alarms whether they are written
   */
  @SuppressWarnings("NullAway.Init") // init() comes before any record
  WatchSeries(
      WatchOptions options,
      Reports reports,
      String form,
      int checkpointEvery,
      int watchedChannels,
      boolean alarms) {
    this.options = options;
    this.reports = reports;
    this.form = form;
    this.checkpointEvery = checkpointEvery;
    this.watchedChannels = watchedChannels;
    this.alarms = alarms;
  }

  @Override
  public void init(ProcessorContext<byte[], Outgoing> newContext) {
    context = newContext;
    metrics = new SignalMetrics(newContext);
    store = new WatchStore(newContext.getStateStore(STORE), options, form, checkpointEvery);
    watches = null;
  }

  /** The series that were kept, once the first point comes: the store is restored by then. */
  private Watches watches() {
    Watches known = watches;
    if (known == null) {
      Watches recalled = new Watches(watchedChannels);
      store.series().forEach(stored -> recalled.recall(stored.series(), stored.channels()));
      watches = recalled;
      return recalled;
    }
    return known;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    Point point = Point.read(record.value());
    SeriesWatch watch = watches().of(key, store::load);
    var said = watch.read(point.millis(), point.values(), metrics);
    store.keep(key, watch, point);
    for (String forgotten : watches().makeRoom(key)) {
      store.forget(forgotten);
      metrics.count(What.FORGOTTEN);
    }
    SeriesKey series = SeriesKey.parse(key);
    for (SeriesReport report : said) {
      report(record, series, point.topic(), report);
      if (alarms && (report.shift() || !report.alarmed().isEmpty())) {
        alarm(record, series, point.topic(), report);
      }
    }
  }

  private void report(
      Record<byte[], byte[]> record, SeriesKey series, String topic, SeriesReport report) {
    SignalReport written = reports.of(series, topic, report);
    forward(
        record,
        Way.REPORT,
        series.lane(),
        Reports.id(series, written.time()),
        "signal.report",
        written.time(),
        REPORTS.encode(written));
  }

  private void alarm(
      Record<byte[], byte[]> record, SeriesKey series, String topic, SeriesReport report) {
    Control.Alarm alarm = reports.alarm(series, topic, report);
    forward(
        record,
        Way.ALARM,
        series.lane(),
        alarm.id(),
        "control.alarm",
        alarm.time(),
        Json.bytes(alarm.toTree()));
  }

  private void forward(
      Record<byte[], byte[]> record,
      Way way,
      String lane,
      String id,
      String type,
      Instant time,
      byte[] value) {
    context.forward(
        record
            .withKey(Lane.key(lane))
            .withValue(new Outgoing(way, value))
            .withHeaders(
                CloudEvents.headers(id, SignalTopology.SOURCE, type, time, CloudEvents.JSON)));
  }
}
