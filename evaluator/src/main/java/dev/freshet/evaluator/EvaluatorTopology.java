package dev.freshet.evaluator;

import dev.freshet.config.EvaluatorSettings;
import dev.freshet.config.Settings;
import dev.freshet.evaluator.RememberedProbe.Due;
import dev.freshet.ingest.records.Alert;
import dev.freshet.ingest.records.Inbound;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.Limits;
import dev.freshet.ingest.records.ReferenceDamage;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.records.UptakeSummary;
import dev.freshet.ingest.shred.KeySource;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.snapshot.SnapshotSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The evaluator: {@code probes (+ log) + adaptations -> read -> evaluate -> uptake}, from there
 * {@code summarise -> summary} and {@code watch -> alerts}; what cannot be read to the dead
 * letters. The log is read where probes are written from its documents: {@link
 * EvaluatorSettings.Probes#AUTO}.
 *
 * <p>Adaptations are keyed by their lane. Probes are keyed {@code lane/id}, so that compaction
 * keeps each of them, and whoever publishes one puts it into the partition {@link Lane#partition}:
 * with equal partition counts one task then has a lane's probes and its adaptations.
 */
public final class EvaluatorTopology {
  /** The name of the application, after the topics' prefix. */
  public static final String NAME = "evaluator";

  static final String WRITER = "/freshet/evaluator";
  static final String READ = "read";
  static final String EVALUATE = "evaluate";
  static final String SUMMARISE = "summarise";
  static final String WATCH = "watch";
  static final String UPTAKE = "uptake";
  static final String UNREADABLE = "unreadable";

  /** Records to a poll: the time between two polls stays short though each is scored at length. */
  private static final int POLLED_RECORDS = 20;

  /**
   * Which of the records at hand comes first: any probe before any document, and any document
   * before any adaptation. They carry times that cannot be compared, of writing the ones, of its
   * document the other.
   */
  private static final TimestampExtractor PROBES_FIRST = (record, before) -> 0;

  private static final TimestampExtractor DOCUMENTS_NEXT = (record, before) -> 1;

  private static final TimestampExtractor ADAPTATIONS_LAST =
      (record, before) -> Math.max(2, record.timestamp());

  private EvaluatorTopology() {}

  /**
   * The topology for these settings. It touches no broker.
   *
   * @param base the model before any step
   * @param snapshots where the weights of a step are found, and given back
   * @param meter counts what scoring costs
   * @param keys that open the texts of the log, where they are sealed
   * @param reference the text on which damage elsewhere is measured; null for none
   */
  public static Topology build(
      Settings settings,
      LanguageModel base,
      SnapshotSource snapshots,
      EvaluationMeter meter,
      KeySource keys,
      @Nullable ReferenceText reference) {
    Topics topics = Topics.of(settings.topics());
    EvaluatorSettings own = settings.evaluator();
    Inbound inbound = new Inbound(Limits.of(settings.ingest()));
    Topology topology = new Topology();
    addSource(topology, "probes", PROBES_FIRST, topics.probes());
    addSource(topology, "adaptations", ADAPTATIONS_LAST, topics.adaptations());
    List<String> sources = new ArrayList<>(List.of("probes", "adaptations"));
    if (own.probes() == EvaluatorSettings.Probes.AUTO) {
      addSource(topology, "log", DOCUMENTS_NEXT, topics.log());
      sources.add("log");
    }
    return topology
        .addProcessor(READ, () -> new Read(topics, inbound, keys), sources.toArray(String[]::new))
        .addProcessor(
            EVALUATE,
            () ->
                new Evaluate(
                    own,
                    snapshots,
                    new ProbeScorer(base, own, meter),
                    reference == null ? null : Reference.of(reference, own)),
            READ)
        .addStateStore(store(Evaluate.PROBES_STORE, RememberedProbe.class), EVALUATE)
        .addStateStore(store(Evaluate.TRAINED_STORE, Due.class), EVALUATE)
        .addStateStore(store(Evaluate.RETESTS_STORE, Retest.class), EVALUATE)
        .addStateStore(store(Evaluate.TOPICS_STORE, Due.class), EVALUATE)
        .addSink(
            UPTAKE,
            topics.uptake(),
            new ByteArraySerializer(),
            JsonSerde.of(UptakeRow.class).serializer(),
            EVALUATE)
        .addProcessor(SUMMARISE, () -> new Summarise(own), EVALUATE)
        .addStateStore(store(Summarise.WINDOWS_STORE, Window.class), SUMMARISE)
        .addStateStore(store(Summarise.REFERENCE_STORE, ReferenceDamage.class), SUMMARISE)
        .addSink(
            "summary",
            topics.uptakeSummary(),
            new ByteArraySerializer(),
            JsonSerde.of(UptakeSummary.class).serializer(),
            EvaluatorTopology::besideItsLane,
            SUMMARISE)
        .addProcessor(WATCH, () -> new Watch(own), EVALUATE)
        .addStateStore(store(Watch.HEALTH_STORE, TopicHealth.class), WATCH)
        .addSink(
            "alerts",
            topics.alerts(),
            new ByteArraySerializer(),
            JsonSerde.of(Alert.class).serializer(),
            WATCH)
        .addSink(
            UNREADABLE, topics.dlq(), new ByteArraySerializer(), new ByteArraySerializer(), READ);
  }

  /**
   * What this application sets over the common properties.
   *
   * <p>Before it takes an adaptation, a task must have the probes that were published before it.
   * With {@code max.task.idle.ms} 0 it fetches what the broker already holds of the other topic
   * before it goes on, and does not wait for what may yet be written: any longer wait would be paid
   * at each document once all probes are read, and the learner would pay it too. A probe that slips
   * behind its document all the same is scored when it comes.
   *
   * <p>The broker gives a static member back what it was assigned before, whatever it subscribes to
   * now. So who reads the log is another member; a change of the setting takes effect once the
   * former one's session is over.
   *
   * @param instance the process, as it is known to the broker
   */
  public static Map<String, Object> properties(EvaluatorSettings own, String instance) {
    boolean auto = own.probes() == EvaluatorSettings.Probes.AUTO;
    return Map.of(
        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
        auto ? instance + "-auto" : instance,
        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        0L,
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
        POLLED_RECORDS);
  }

  private static void addSource(
      Topology topology, String name, TimestampExtractor order, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        order,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  private static Optional<Set<Integer>> besideItsLane(
      String topic, byte[] key, UptakeSummary summary, int partitions) {
    return Optional.of(Set.of(Lane.partition(summary.lane(), partitions)));
  }

  /**
   * In memory: a RocksDB store would make every kill a wipe of its task. Its changelog keeps it.
   */
  private static <V> StoreBuilder<?> store(String name, Class<V> values) {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(name), Serdes.String(), Aged.serde(values));
  }
}
