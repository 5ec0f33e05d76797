package dev.freshet.app;

import dev.freshet.adapter.AdapterTopology;
import dev.freshet.adapter.BrokerLog;
import dev.freshet.adapter.BrokerOffsets;
import dev.freshet.adapter.FoldContext;
import dev.freshet.adapter.FoldListener;
import dev.freshet.adapter.LaneMirror;
import dev.freshet.adapter.LogAccess;
import dev.freshet.adapter.signals.SignalTopology;
import dev.freshet.config.Home;
import dev.freshet.config.Settings;
import dev.freshet.evaluator.EvaluationMeter;
import dev.freshet.evaluator.EvaluatorTopology;
import dev.freshet.ingest.IngestMetrics;
import dev.freshet.ingest.IngestTopology;
import dev.freshet.ingest.shred.BrokerKeys;
import dev.freshet.ingest.shred.KeySource;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.streams.InstanceId;
import dev.freshet.ingest.streams.StreamsProperties;
import dev.freshet.ingest.topic.LagMeter;
import dev.freshet.ingest.topic.TopicAdmin;
import dev.freshet.ingest.topic.TopicPlan;
import dev.freshet.ingest.topic.Topics;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.snapshot.SnapshotRing;
import dev.freshet.state.CheckpointMirror;
import dev.freshet.state.CheckpointStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Everything between the topics, running: cluster, ingest, adapter, evaluator. Started whole or not
 * at all, closed in reverse.
 */
final class Pipeline implements AutoCloseable {
  private final Settings settings;
  private final Resources ground = new Resources();
  private final Resources working = new Resources();
  private final Applications applications = new Applications();
  private final EvaluationMeter evaluation = new EvaluationMeter();

  private @Nullable Cluster cluster;
  private @Nullable LanguageModel model;
  private @Nullable CheckpointStore checkpoints;

  private Pipeline(Settings settings) {
    this.settings = settings;
  }

  /**
   * Starts all of it.
   *
   * @param stage hears what is being done
   */
  static Pipeline start(CommandContext context, FoldListener listener, Consumer<String> stage) {
    Pipeline pipeline = new Pipeline(context.settings());
    try {
      pipeline.open(context, listener, stage);
      return pipeline;
    } catch (RuntimeException | Error e) {
      pipeline.close();
      throw e;
    }
  }

  private void open(CommandContext context, FoldListener listener, Consumer<String> stage) {
    Path folder = context.useStateFolder();
    InstanceId instance = ground.keep(InstanceId.hold(folder));
    stage.accept("starting: broker and model");
    CompletableFuture<LanguageModel> loading =
        CompletableFuture.supplyAsync(() -> context.openModel(null));
    Cluster kafka = openCluster(context, loading);
    TopicAdmin.ensure(kafka.admin(), TopicPlan.all(settings));
    TopicAdmin.require(kafka.admin(), settings.ingest().sourceTopics());
    LanguageModel base = ground.keep(joined(loading));
    if (settings.evaluator().enabled()) {
      EvaluatorGroup.BESIDE.requireNoOther(kafka, context, instance, EvaluatorGroup.PATIENCE);
    }
    CheckpointStore store = ground.keep(openCheckpoints(folder, stage));
    SnapshotRing ring =
        settings.evaluator().enabled() ? new SnapshotRing(settings.evaluator().snapshots()) : null;
    if (ring != null) {
      working.keep(ring);
    }
    model = base;
    checkpoints = store;
    store.collectOrphans();
    FoldContext fold =
        working.keep(
            FoldContext.of(
                settings,
                base,
                Version.ofBuild(),
                new DivergenceWatch(listener, applications::fail)));
    Properties admin = ClientProperties.admin(settings, kafka.bootstrapServers());
    Properties consumer = ClientProperties.consumer(settings, kafka.bootstrapServers());
    KeySource keys = new BrokerKeys(consumer, topics().keys());
    LogAccess access =
        new LogAccess(
            new BrokerOffsets(admin),
            new BrokerLog(consumer, topics().log()),
            keys,
            working.keep(new ControlTopic(settings, kafka.bootstrapServers())));
    LaneMirror mirror = working.keep(mirror(store));
    working.keep(applications);
    stage.accept(
        "starting: ingest, adapter"
            + (ring == null ? "" : ", evaluator")
            + (settings.signals().enabled() ? ", signals" : ""));
    if (ring != null) {
      applications.start(
          EvaluatorTopology.NAME,
          EvaluatorTopology.build(
              settings, base, ring, evaluation, keys, reference(settings, base)),
          StreamsProperties.of(
              EvaluatorTopology.NAME,
              settings,
              kafka.bootstrapServers(),
              instance,
              EvaluatorTopology.properties(
                  settings.evaluator(), EvaluatorGroup.BESIDE.name(instance))));
    }
    applications.start(
        AdapterTopology.APPLICATION,
        AdapterTopology.build(settings, fold, store, mirror, access, ring),
        StreamsProperties.of(
            AdapterTopology.APPLICATION,
            settings,
            kafka.bootstrapServers(),
            instance,
            AdapterTopology.properties(settings, ring != null)));
    applications.start(
        "ingest",
        IngestTopology.build(settings, fold.ground()),
        StreamsProperties.ingest(settings, kafka.bootstrapServers(), instance));
    if (settings.signals().enabled()) {
      SignalWatch.start(context, applications, ground, kafka.bootstrapServers(), instance);
    }
    if (ring != null) {
      // First of all at a stop: a learner that waits for a place must not hold it up.
      working.keep(ring::detach);
    }
    applications.awaitRunning(context.interruption());
  }

  /** The text for damage elsewhere, where that is measured. */
  static @Nullable ReferenceText reference(Settings settings, LanguageModel base) {
    return settings.evaluator().localityEvery() == 0
        ? null
        : ReferenceText.read(Home.resolve(settings.evaluator().reference()), base);
  }

  private Cluster openCluster(CommandContext context, CompletableFuture<LanguageModel> loading) {
    try {
      Cluster kafka = ground.keep(Cluster.open(context));
      cluster = kafka;
      return kafka;
    } catch (RuntimeException e) {
      // The model must be there before it can be closed.
      loading.handle((loaded, error) -> loaded).thenAccept(Pipeline::closeModel).join();
      throw e;
    }
  }

  private static void closeModel(@Nullable LanguageModel loaded) {
    if (loaded != null) {
      loaded.close();
    }
  }

  private static LanguageModel joined(CompletableFuture<LanguageModel> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private CheckpointStore openCheckpoints(Path folder, Consumer<String> stage) {
    return CheckpointStore.openSettingAside(
        checkpointFolder(folder),
        settings.checkpoint(),
        (place, damage) ->
            stage.accept(
                "the checkpoints are damaged and now in "
                    + place
                    + "; the log gives the weights again ("
                    + damage.getMessage()
                    + ")"));
  }

  private LaneMirror mirror(CheckpointStore store) {
    String folder = settings.checkpoint().mirror();
    return folder.isBlank()
        ? LaneMirror.none(store)
        : new LaneMirror(store, new CheckpointMirror(Path.of(folder)), Applications.STOP_PATIENCE);
  }

  /** Where a state folder keeps its checkpoints. */
  static Path checkpointFolder(Path stateFolder) {
    return stateFolder.resolve("checkpoints");
  }

  /** Throws what stopped one of the applications, if anything has. */
  void check() {
    applications.check();
  }

  Topics topics() {
    return Topics.of(settings.topics());
  }

  Cluster cluster() {
    return present(cluster);
  }

  LanguageModel model() {
    return present(model);
  }

  CheckpointStore checkpoints() {
    return present(checkpoints);
  }

  EvaluationMeter evaluation() {
    return evaluation;
  }

  /** Those that run; none after {@link #stopApplications}. */
  Applications applications() {
    return applications;
  }

  /** Records of this process that did not enter the log: redelivered, or refused. */
  long droppedAtTheDoor() {
    KafkaStreams ingest = applications.running().get("ingest");
    if (ingest == null) {
      return 0;
    }
    return IngestMetrics.total(ingest.metrics(), IngestMetrics.REDELIVERED)
        + IngestMetrics.total(ingest.metrics(), IngestMetrics.REFUSED);
  }

  /** How far ingest is behind what was published to it. */
  LagMeter ingestLag() {
    return new LagMeter(
        cluster().admin(),
        StreamsProperties.applicationId("ingest", settings),
        List.of(topics().documents()));
  }

  /** How far the adapter is behind its log. */
  LagMeter adapterLag() {
    return new LagMeter(
        cluster().admin(),
        StreamsProperties.applicationId(AdapterTopology.APPLICATION, settings),
        List.of(topics().log()));
  }

  /** The application that reads the signals; null where none does. */
  @Nullable KafkaStreams signals() {
    return applications.running().get(SignalTopology.APPLICATION);
  }

  /** How far the applications are behind, by the topic that they read. */
  Map<String, Long> lagByTopic() {
    Map<String, Long> lags = new TreeMap<>(ingestLag().byTopic());
    lags.putAll(adapterLag().byTopic());
    if (signals() != null) {
      lags.putAll(SignalWatch.lag(cluster().admin(), settings).byTopic());
    }
    return lags;
  }

  /**
   * Stops ingest, adapter and evaluator, which leaves a checkpoint of every lane; what they worked
   * on stays open until {@link #close}.
   */
  void stopApplications() {
    working.close();
  }

  @Override
  public void close() {
    working.close();
    ground.close();
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the pipeline is not open");
    }
    return value;
  }
}
