package dev.freshet.app;

import dev.freshet.adapter.AdapterTopology;
import dev.freshet.adapter.BrokerLog;
import dev.freshet.adapter.BrokerOffsets;
import dev.freshet.adapter.FoldContext;
import dev.freshet.adapter.FoldListener;
import dev.freshet.adapter.LaneMirror;
import dev.freshet.adapter.LogAccess;
import dev.freshet.app.http.ProcessUsage;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.evaluator.EvaluationMeter;
import dev.freshet.evaluator.EvaluatorTopology;
import dev.freshet.ingest.IngestMetrics;
import dev.freshet.ingest.IngestTopology;
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything between the topics, running: cluster, ingest, adapter, evaluator. Started whole or not
 * at all, closed in reverse.
 */
final class Pipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  private final Settings settings;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Map<String, KafkaStreams> applications = new LinkedHashMap<>();
  private final EvaluationMeter evaluation = new EvaluationMeter();

  private @Nullable Cluster cluster;
  private @Nullable LanguageModel model;
  private @Nullable CheckpointStore checkpoints;
  private CloseOptions.GroupMembershipOperation atStop =
      CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;

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
    InstanceId instance = kept(InstanceId.hold(folder));
    stage.accept("starting: broker and model");
    CompletableFuture<LanguageModel> loading =
        CompletableFuture.supplyAsync(() -> context.openModel(null));
    Cluster kafka = openCluster(context, loading);
    TopicAdmin.ensure(kafka.admin(), TopicPlan.all(settings));
    TopicAdmin.require(kafka.admin(), settings.ingest().sourceTopics());
    LanguageModel base = kept(joined(loading));
    CheckpointStore store = kept(openCheckpoints(folder, stage));
    SnapshotRing ring =
        settings.evaluator().enabled() ? new SnapshotRing(settings.evaluator().snapshots()) : null;
    if (ring != null) {
      kept(ring);
    }
    model = base;
    checkpoints = store;
    store.collectOrphans();
    FoldContext fold =
        kept(
            FoldContext.of(
                settings,
                base,
                Version.ofBuild(),
                new DivergenceWatch(listener, stop -> failure.compareAndSet(null, stop))));
    Properties admin = ClientProperties.admin(settings, kafka.bootstrapServers());
    LogAccess access =
        new LogAccess(
            new BrokerOffsets(admin),
            new BrokerLog(
                ClientProperties.consumer(settings, kafka.bootstrapServers()), topics().log()),
            kept(new ControlTopic(settings, kafka.bootstrapServers())));
    stage.accept("starting: ingest, adapter" + (ring == null ? "" : ", evaluator"));
    if (ring != null) {
      start(
          EvaluatorTopology.NAME,
          EvaluatorTopology.build(settings, base, ring, evaluation, reference(base)),
          StreamsProperties.of(
              EvaluatorTopology.NAME,
              settings,
              kafka.bootstrapServers(),
              instance,
              EvaluatorTopology.properties(settings.evaluator(), instance.value())));
    }
    start(
        AdapterTopology.APPLICATION,
        AdapterTopology.build(settings, fold, store, kept(mirror(store)), access, ring),
        StreamsProperties.of(
            AdapterTopology.APPLICATION,
            settings,
            kafka.bootstrapServers(),
            instance,
            AdapterTopology.properties(settings, ring != null)));
    start(
        "ingest",
        IngestTopology.build(settings, fold.ground()),
        StreamsProperties.ingest(settings, kafka.bootstrapServers(), instance));
    if (ring != null) {
      // First of all at a stop: a learner that waits for a place must not hold it up.
      kept(ring::detach);
    }
    awaitRunning(context);
  }

  /** The text for damage elsewhere, where that is measured. */
  private @Nullable ReferenceText reference(LanguageModel base) {
    return settings.evaluator().localityEvery() == 0
        ? null
        : ReferenceText.read(Home.resolve(settings.evaluator().reference()), base);
  }

  private Cluster openCluster(CommandContext context, CompletableFuture<LanguageModel> loading) {
    try {
      Cluster kafka = kept(Cluster.open(context));
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
        : new LaneMirror(store, new CheckpointMirror(Path.of(folder)), STOP_PATIENCE);
  }

  /** Where a state folder keeps its checkpoints. */
  static Path checkpointFolder(Path stateFolder) {
    return stateFolder.resolve("checkpoints");
  }

  private <T extends AutoCloseable> T kept(T resource) {
    opened.push(resource);
    return resource;
  }

  private void start(String name, Topology topology, Properties properties) {
    KafkaStreams streams = new KafkaStreams(topology, properties);
    kept(() -> stop(name, streams));
    applications.put(name, streams);
    streams.setUncaughtExceptionHandler(
        error -> {
          LOG.error("{} has failed", name, error);
          failure.compareAndSet(null, error);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
  }

  /** Has the stop that is to come leave the consumer groups. */
  void leaveGroups() {
    atStop = CloseOptions.GroupMembershipOperation.LEAVE_GROUP;
  }

  private void stop(String name, KafkaStreams streams) {
    if (!streams.close(CloseOptions.timeout(STOP_PATIENCE).withGroupMembershipOperation(atStop))) {
      LOG.warn("{} did not stop within {}", name, STOP_PATIENCE);
    }
  }

  private void awaitRunning(CommandContext context) {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    for (Map.Entry<String, KafkaStreams> application : applications.entrySet()) {
      while (application.getValue().state() != KafkaStreams.State.RUNNING) {
        check();
        context.interruption().check();
        if (System.nanoTime() > deadline) {
          throw new FreshetException(
              ExitCode.FAILURE,
              application.getKey() + " did not start within " + START_PATIENCE.toSeconds() + " s",
              null,
              "see freshet.log in the state folder; is the log being folded again?");
        }
        Pause.millis(20);
      }
    }
  }

  /** Throws what stopped one of the applications, if anything has. */
  void check() {
    Throwable error = failure.get();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof FreshetException known) {
        throw known;
      }
    }
    if (error != null) {
      throw new FreshetException(
          ExitCode.FAILURE,
          "the pipeline has stopped: " + error.getMessage(),
          null,
          "see freshet.log in the state folder; the same command goes on from the last commit",
          error);
    }
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

  /** The running applications by name, for meters. */
  Map<String, KafkaStreams> applications() {
    return applications;
  }

  /**
   * CPU time of an application's stream threads and of the workers of their tensor operations; NaN
   * where the system does not say, or cuts the names of two applications to the same.
   */
  double cpuSeconds(String application) {
    Set<String> own = nativeNames(application);
    boolean shared =
        applications.keySet().stream()
            .filter(other -> !other.equals(application))
            .anyMatch(other -> !Collections.disjoint(nativeNames(other), own));
    return shared ? Double.NaN : ProcessUsage.cpuSecondsOf(own);
  }

  private Set<String> nativeNames(String application) {
    KafkaStreams streams = applications.get(application);
    return streams == null
        ? Set.of()
        : streams.metadataForLocalThreads().stream()
            .map(thread -> ProcessUsage.nativeName(thread.threadName()))
            .collect(Collectors.toSet());
  }

  /** Records of this process that did not enter the log: redelivered, or refused. */
  long droppedAtTheDoor() {
    KafkaStreams ingest = applications.get("ingest");
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

  /** How far both are behind, by the topic that they read. */
  Map<String, Long> lagByTopic() {
    Map<String, Long> lags = new TreeMap<>(ingestLag().byTopic());
    lags.putAll(adapterLag().byTopic());
    return lags;
  }

  /**
   * Stops ingest, adapter and evaluator, which leaves a checkpoint of every lane; what they worked
   * on stays open until {@link #close}.
   */
  void stopApplications() {
    List<AutoCloseable> rest = new ArrayList<>();
    while (!opened.isEmpty()) {
      AutoCloseable resource = opened.pop();
      if (resource instanceof Cluster
          || resource instanceof LanguageModel
          || resource instanceof CheckpointStore
          || resource instanceof InstanceId) {
        rest.add(0, resource);
      } else {
        closeQuietly(resource);
      }
    }
    rest.forEach(opened::push);
    applications.clear();
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      closeQuietly(opened.pop());
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("could not be closed", e);
    }
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the pipeline is not open");
    }
    return value;
  }
}
