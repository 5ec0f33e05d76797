package dev.freshet.adapter.signals;

import dev.freshet.adapter.signals.Outgoing.Way;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.config.SignalSettings;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.Limits;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.signal.anomaly.DetectorKind;
import dev.freshet.signal.anomaly.Detectors;
import dev.freshet.signal.forecast.Forecaster;
import dev.freshet.signal.watch.WatchOptions;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The way of the signals: {@code read -> gather by series -> watch -> report}, alarms to the
 * control topic, refusals to the dead letters.
 *
 * <p>A series' points may arrive in any partition and without a key: they are gathered in one
 * before they are watched (docs/decisions/0029).
 */
public final class SignalTopology {
  /** The name of the application, after the topics' prefix. */
  public static final String APPLICATION = "signals";

  /** What it calls itself in the records that it writes. */
  static final String SOURCE = "/freshet/signals";

  /** Of the states that are stored; a new one where their fields change. */
  private static final String FORM_VERSION = "3";

  /** The largest state of a channel, with room to spare. */
  private static final int LARGEST_STATE_BYTES = 1 << 20;

  private static final long COMMIT_MILLIS = 500;
  private static final int POLLED_RECORDS = 1000;
  private static final int BATCH_BYTES = 256 << 10;

  private static final Consumed<byte[], byte[]> RAW =
      Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
          .withTimestampExtractor((record, before) -> Math.max(0, record.timestamp()));
  private static final Produced<byte[], byte[]> BYTES =
      Produced.with(Serdes.ByteArray(), Serdes.ByteArray());

  private SignalTopology() {}

  /**
   * The topology for these settings. Pure: it touches no broker.
   *
   * @param forecaster null where nothing is forecast
   * @param forecasterDigest of its file; empty without one
   */
  public static Topology build(
      Settings settings, @Nullable Forecaster forecaster, String forecasterDigest) {
    Topics topics = Topics.of(settings.topics());
    SignalSettings signals = settings.signals();
    Inbound inbound = new Inbound(Limits.of(settings.ingest()));
    WatchOptions options = options(signals, forecaster);
    String form = form(signals, forecasterDigest);
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(WatchSeries.STORE),
                Serdes.String(),
                Serdes.ByteArray())
            .withCachingEnabled());

    Map<String, KStream<byte[], Outgoing>> read =
        builder.stream(topics.signals(), RAW)
            .process(() -> new ReadSignal(inbound, signals.maxAhead()), Named.as("read"))
            .split(Named.as("read-"))
            .branch((key, out) -> out.way() == Way.POINT, Branched.as("points"))
            .defaultBranch(Branched.as("refused"));
    Map<String, KStream<byte[], Outgoing>> said =
        bytes(read, "read-points")
            .repartition(
                Repartitioned.with(Serdes.ByteArray(), Serdes.ByteArray())
                    .withName("series")
                    .withNumberOfPartitions(settings.topics().partitions()))
            .process(
                () ->
                    new WatchSeries(
                        options,
                        new Reports(signals.horizon()),
                        form,
                        signals.checkpointEvery(),
                        signals.watchedChannels(),
                        signals.alarms()),
                Named.as("watch"),
                WatchSeries.STORE)
            .split(Named.as("watch-"))
            .branch((key, out) -> out.way() == Way.ALARM, Branched.as("alarms"))
            .defaultBranch(Branched.as("reports"));
    bytes(said, "watch-reports").to(topics.signalReports(), BYTES.withName("reports"));
    bytes(said, "watch-alarms").to(topics.control(), BYTES.withName("alarms"));
    bytes(read, "read-refused").to(topics.dlq(), BYTES.withName("unreadable"));
    return builder.build();
  }

  private static KStream<byte[], byte[]> bytes(
      Map<String, KStream<byte[], Outgoing>> ways, String name) {
    KStream<byte[], Outgoing> way = ways.get(name);
    if (way == null) {
      throw new AssertionError("no branch " + name);
    }
    return way.mapValues(Outgoing::bytes, Named.as(name + "-bytes"));
  }

  private static WatchOptions options(SignalSettings signals, @Nullable Forecaster forecaster) {
    return new WatchOptions(
        detector(signals.detector()),
        forecaster,
        signals.window().toMillis(),
        signals.grace(),
        signals.channelsPerSeries(),
        signals.calm());
  }

  private static DetectorKind detector(String name) {
    try {
      return Detectors.named(name);
    } catch (FreshetException e) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          String.valueOf(e.getMessage()),
          "signals.detector",
          String.valueOf(e.remedy()),
          e);
    }
  }

  /** What a stored state hangs on: under another form the series begins anew. */
  private static String form(SignalSettings signals, String forecasterDigest) {
    return String.join(
        " ",
        FORM_VERSION,
        signals.detector(),
        forecasterDigest,
        signals.window().toString(),
        Integer.toString(signals.grace()),
        Integer.toString(signals.channelsPerSeries()),
        // The points since a checkpoint lie in as many slots: in others they would not be found.
        Integer.toString(signals.checkpointEvery()));
  }

  /** What this application sets over the properties that all of ours have. */
  public static Map<String, Object> properties(Settings settings) {
    int largest =
        Math.max(LARGEST_STATE_BYTES, 2 * settings.ingest().maxRecordSize().toIntBytes())
            + Limits.HEADROOM_BYTES;
    Map<String, Object> properties = new HashMap<>();
    // Points are small and many: a commit of few of them would be most of the work, and so would a
    // request of few.
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), POLLED_RECORDS);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    // A request that reaches the broker while it adds the one before to their transaction throws
    // that one back; those behind are then out of order, and all wait and are sent again.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), largest);
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Integer.toString(largest));
    return properties;
  }
}
