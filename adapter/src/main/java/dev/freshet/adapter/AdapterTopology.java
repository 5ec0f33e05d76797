package dev.freshet.adapter;

import dev.freshet.config.Settings;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.shred.StoredKey;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.learner.snapshot.SnapshotRing;
import dev.freshet.state.CheckpointStore;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * {@code freshet.log -> step -> freshet.adaptations}, the lanes between them as a store that the
 * log itself restores. The log is the one source: nothing else can change a weight. Keys of what is
 * forgotten are deleted from {@code freshet.keys}.
 */
public final class AdapterTopology {
  /** The name of the application, after the topics' prefix. */
  public static final String APPLICATION = "adapter";

  private AdapterTopology() {}

  /**
   * The topology of a lane's fold.
   *
   * @param snapshots where an evaluator of this process takes the weights from; null where there is
   *     none
   */
  public static Topology build(
      Settings settings,
      FoldContext context,
      CheckpointStore checkpoints,
      LaneMirror mirror,
      LogAccess access,
      @Nullable SnapshotRing snapshots) {
    Topics topics = Topics.of(settings.topics());
    LaneStoreBuilder lanes =
        new LaneStoreBuilder(() -> store(settings, context, checkpoints, mirror, access));
    Topology topology = new Topology();
    topology.addReadOnlyStateStore(
        lanes,
        "log",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topics.log(),
        "step",
        forwarding(
            () -> new StepProcessor(settings.adapter().commitInterval(), context, snapshots)));
    topology.addStateStore(positions(), "step");
    topology.addSink(
        StepProcessor.ADAPTATIONS,
        topics.adaptations(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        "step");
    topology.addSink(
        StepProcessor.QUARANTINE,
        topics.quarantine(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        "step");
    topology.addSink(
        StepProcessor.KEYS,
        topics.keys(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        StoredKey::besideItsLane,
        "step");
    return topology;
  }

  private static LaneStore store(
      Settings settings,
      FoldContext context,
      CheckpointStore checkpoints,
      LaneMirror mirror,
      LogAccess access) {
    LaneCheckpoints stored =
        new LaneCheckpoints(checkpoints, mirror, settings.checkpoint(), context, Clock.systemUTC());
    Fold fold =
        new Fold(
            context, stored, new Sides(context, stored, access), settings.adapter().maxLanes());
    return new LaneStore(fold, access, settings.topics().partitions(), context.listener());
  }

  /** The state-updating processor may forward; its signature only does not say so. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ProcessorSupplier<byte[], byte[], Void, Void> forwarding(
      ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier) {
    return (ProcessorSupplier) supplier;
  }

  private static StoreBuilder<?> positions() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(StepProcessor.POSITIONS),
        Serdes.String(),
        JsonSerde.of(LanePosition.class).trusted());
  }

  /**
   * What this application sets over the properties that all of ours have.
   *
   * @param snapshots whether an evaluator of this process takes snapshots. The learner then waits
   *     while all are taken, for an evaluator that reads committed records only; so it must never
   *     hold a second polled record, before which Streams would not commit the first.
   */
  public static Map<String, Object> properties(Settings settings, boolean snapshots) {
    int polled = settings.adapter().maxPollRecords();
    return Map.of(
        // Commits come from the processor, right after its forwards; this is the most that Streams
        // allows. Should it commit between, the reports follow in the next transaction.
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        10_000L,
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        snapshots ? 1 : polled,
        StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        polled);
  }
}
