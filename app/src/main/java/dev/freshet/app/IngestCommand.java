package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.source.Positions;
import dev.freshet.ingest.source.PumpProgress;
import dev.freshet.ingest.source.Source;
import dev.freshet.ingest.source.SourcePump;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.ingest.streams.StreamsProperties;
import dev.freshet.ingest.topic.LagMeter;
import dev.freshet.ingest.topic.TopicAdmin;
import dev.freshet.ingest.topic.TopicPlan;
import dev.freshet.ingest.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes documents and questions, or points of signals, from files; or checks them. */
@Command(
    name = "ingest",
    description =
        "Publish documents and questions from files or folders: JSON Lines, SQuAD, plain text;"
            + " or points of signals: CSV, JSON Lines; or check files.")
final class IngestCommand implements FreshetCommand {
  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
  private List<Path> paths = List.of();

  @Option(
      names = "--lane",
      paramLabel = "NAME",
      defaultValue = Lane.MAIN,
      description = "The lane that they are for.")
  private String lane = Lane.MAIN;

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "At most the first N documents of each path.")
  private long documents = Long.MAX_VALUE;

  @Option(
      names = "--paragraphs",
      description = "In plain text, each paragraph is a document, instead of each file.")
  private boolean paragraphs;

  @ArgGroup private @Nullable Other other;

  /** What may be done with the files instead. */
  static final class Other {
    @ArgGroup(exclusive = false)
    private @Nullable IngestCheck check;

    @ArgGroup(exclusive = false)
    private @Nullable IngestSignals signals;
  }

  @Override
  public ExitCode run(CommandContext context) {
    IngestCheck check = other == null ? null : other.check;
    return check == null
        ? publish(context, other == null ? null : other.signals)
        : check.run(context, paths);
  }

  private ExitCode publish(CommandContext context, @Nullable IngestSignals signals) {
    Settings settings = context.settings();
    List<Source> sources = paths.stream().map(path -> source(path, settings, signals)).toList();
    List<PumpProgress> done = new ArrayList<>();
    try (Cluster cluster = Cluster.join(context)) {
      TopicAdmin.ensure(cluster.admin(), TopicPlan.all(settings));
      for (Source source : sources) {
        done.add(publish(context, cluster, source, signals != null));
      }
    }
    if (context.json()) {
      context.print(Map.of("sources", done.stream().map(IngestCommand::json).toList()));
    } else {
      done.forEach(progress -> context.out().println(sentence(progress, signals != null)));
    }
    return ExitCode.OK;
  }

  private Source source(Path path, Settings settings, @Nullable IngestSignals signals) {
    if (signals != null) {
      return signals.source(path, settings.ingest());
    }
    TextSource.Unit unit = paragraphs ? TextSource.Unit.PARAGRAPH : TextSource.Unit.FILE;
    return Sources.of(path, settings.ingest(), unit);
  }

  private PumpProgress publish(
      CommandContext context, Cluster cluster, Source source, boolean points) {
    Settings settings = context.settings();
    String servers = cluster.bootstrapServers();
    LagMeter lag =
        points ? SignalWatch.lag(cluster.admin(), settings) : lag(settings, cluster.admin());
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(ClientProperties.producer(settings, servers));
        ProgressLine line = new ProgressLine(context, 200_000_000L);
        Interruption.Registration polled = context.interruption().polled()) {
      SourcePump pump =
          new SourcePump(
              producer,
              settings,
              lane,
              () -> {
                context.interruption().check();
                return lag.total();
              },
              new Positions(context.useStateFolder()),
              progress -> show(context, line, progress));
      return Futures.join(
          CompletableFuture.supplyAsync(() -> pump.pump(source, documents), Runnable::run));
    }
  }

  private static LagMeter lag(Settings settings, Admin admin) {
    return new LagMeter(
        admin,
        StreamsProperties.applicationId("ingest", settings),
        List.of(Topics.of(settings.topics()).documents()));
  }

  private static void show(CommandContext context, ProgressLine line, PumpProgress progress) {
    context.interruption().check();
    String form =
        progress.points() > 0
            ? progress.waiting()
                ? "%d points published; waiting, %d are not read yet (does `freshet run` run, with"
                    + " `signals.enabled`?)"
                : "%d points published, %d not read yet"
            : progress.waiting()
                ? "%d documents published; waiting, the log is %d behind (is `freshet run` up?)"
                : "%d documents published, the log is %d behind";
    line.show(form, progress.documents() + progress.points(), progress.behind());
  }

  private static Map<String, Object> json(PumpProgress progress) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", progress.source());
    json.put("documents", progress.documents());
    json.put("probes", progress.probes());
    json.put("points", progress.points());
    json.put("bad", progress.bad());
    json.put("skipped", progress.skipped());
    return json;
  }

  private static String sentence(PumpProgress progress, boolean points) {
    return progress.source()
        + ": "
        + (points
            ? progress.points() + " points published"
            : progress.documents() + " documents, " + progress.probes() + " questions published")
        + (progress.skipped() > 0 ? ", " + progress.skipped() + " published before" : "")
        + (progress.bad() > 0 ? ", " + progress.bad() + " bad ones to the dead letters" : "");
  }
}
