package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Settings;
import dev.freshet.evaluator.EvaluationMeter;
import dev.freshet.evaluator.EvaluatorMetrics;
import dev.freshet.evaluator.EvaluatorTopology;
import dev.freshet.evaluator.MirroredSnapshots;
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
import dev.freshet.state.CheckpointMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The evaluator by itself, for a learner in another process: it reads that one's words from the
 * topics and its weights from the mirror of its checkpoints. The application is the same as beside
 * a learner, so it goes on where the other stopped.
 */
final class LoneEvaluator implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Resources opened = new Resources();
  private final Applications applications = new Applications();
  private final EvaluationMeter evaluation = new EvaluationMeter();
  private final Settings settings;
  private final Cluster cluster;

  private LoneEvaluator(CommandContext context, Consumer<String> stage) {
    settings = context.settings();
    CheckpointMirror mirror = mirror(settings);
    requireBroker(context);
    try {
      InstanceId instance = opened.keep(InstanceId.hold(context.useStateFolder()));
      stage.accept("starting: evaluator");
      cluster = opened.keep(Cluster.join(context));
      EvaluatorGroup.ALONE.requireNoOther(cluster, context, instance, EvaluatorGroup.PATIENCE);
      TopicAdmin.ensure(cluster.admin(), TopicPlan.all(settings));
      LanguageModel base = opened.keep(context.openModel(null));
      MirroredSnapshots snapshots =
          opened.keep(
              new MirroredSnapshots(mirror, base, settings.evaluator().snapshots(), LOOK_EVERY));
      KeySource keys =
          new BrokerKeys(
              ClientProperties.consumer(settings, cluster.bootstrapServers()),
              Topics.of(settings.topics()).keys());
      opened.keep(applications);
      applications.start(
          EvaluatorTopology.NAME,
          EvaluatorTopology.build(
              settings, base, snapshots, evaluation, keys, Pipeline.reference(settings, base)),
          StreamsProperties.of(
              EvaluatorTopology.NAME,
              settings,
              cluster.bootstrapServers(),
              instance,
              EvaluatorTopology.properties(
                  settings.evaluator(), EvaluatorGroup.ALONE.name(instance))));
      applications.awaitRunning(context.interruption());
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Starts it.
   *
   * @param stage hears what is being done
   * @throws FreshetException CONFIGURATION where no mirror or no cluster is named
   */
  static LoneEvaluator start(CommandContext context, Consumer<String> stage) {
    return new LoneEvaluator(context, stage);
  }

  private static CheckpointMirror mirror(Settings settings) {
    String folder = settings.checkpoint().mirror();
    if (folder.isBlank()) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "an evaluator by itself takes the weights from a mirror, and none is set",
          "checkpoint.mirror",
          "name a folder there, the same for the learner and here");
    }
    if (!Files.isDirectory(Path.of(folder))) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "the mirror of the checkpoints is not there",
          folder,
          "is it mounted? a learner with the same `checkpoint.mirror` makes it when it starts");
    }
    return new CheckpointMirror(Path.of(folder));
  }

  private static void requireBroker(CommandContext context) {
    if (context.bootstrapServers().isEmpty()) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "an evaluator by itself starts no broker, and none is named",
          "kafka.bootstrap.servers",
          "give the learner's with --bootstrap-server; `freshet run` prints it");
    }
  }

  Applications applications() {
    return applications;
  }

  Cluster cluster() {
    return cluster;
  }

  EvaluationMeter evaluation() {
    return evaluation;
  }

  /** How far it is behind the learner's decisions. */
  Map<String, Long> lagByTopic() {
    return new LagMeter(
            cluster.admin(),
            StreamsProperties.applicationId(EvaluatorTopology.NAME, settings),
            List.of(Topics.of(settings.topics()).adaptations()))
        .byTopic();
  }

  /** Of what {@link EvaluatorMetrics} counts, the total of this process. */
  long total(String count) {
    return applications.running().values().stream()
        .mapToLong(streams -> EvaluatorMetrics.total(streams.metrics(), count))
        .sum();
  }

  @Override
  public void close() {
    opened.close();
  }
}
