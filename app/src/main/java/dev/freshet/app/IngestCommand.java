package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.Settings;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Positions;
import dev.freshet.ingest.source.PumpProgress;
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

/** Publishes documents and questions from files, or checks them. */
@Command(
    name = "ingest",
    description =
        "Publish documents and questions from files or folders: JSON Lines, SQuAD, plain text;"
            + " or check them.")
final class IngestCommand implements FreshetCommand {
  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
  private List<Path> paths = List.of();

  @Option(names = "--lane", defaultValue = Lane.MAIN, description = "The lane that learns them.")
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

  @ArgGroup(exclusive = false)
  private @Nullable IngestCheck check;

  @Override
  public ExitCode run(CommandContext context) {
    return check == null ? publish(context) : check.run(context, paths);
  }

  private ExitCode publish(CommandContext context) {
    Settings settings = context.settings();
    List<DocumentSource> sources = new ArrayList<>();
    TextSource.Unit unit = paragraphs ? TextSource.Unit.PARAGRAPH : TextSource.Unit.FILE;
    paths.forEach(path -> sources.add(Sources.of(path, settings.ingest(), unit)));
    List<PumpProgress> done = new ArrayList<>();
    try (Cluster cluster = Cluster.join(context)) {
      TopicAdmin.ensure(cluster.admin(), TopicPlan.all(settings));
      for (DocumentSource source : sources) {
        done.add(publish(context, cluster, source));
      }
    }
    if (context.json()) {
      context.print(Map.of("sources", done.stream().map(IngestCommand::json).toList()));
    } else {
      done.forEach(progress -> context.out().println(sentence(progress)));
    }
    return ExitCode.OK;
  }

  private PumpProgress publish(CommandContext context, Cluster cluster, DocumentSource source) {
    Settings settings = context.settings();
    String servers = cluster.bootstrapServers();
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
                return lag(settings, cluster.admin()).total();
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
    line.show(
        progress.waiting()
            ? "%d documents published; waiting, the log is %d behind (is `freshet run` up?)"
            : "%d documents published, the log is %d behind",
        progress.documents(),
        progress.behind());
  }

  private static Map<String, Object> json(PumpProgress progress) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", progress.source());
    json.put("documents", progress.documents());
    json.put("probes", progress.probes());
    json.put("bad", progress.bad());
    json.put("skipped", progress.skipped());
    return json;
  }

  private static String sentence(PumpProgress progress) {
    return progress.source()
        + ": "
        + progress.documents()
        + " documents, "
        + progress.probes()
        + " questions published"
        + (progress.skipped() > 0 ? ", " + progress.skipped() + " published before" : "")
        + (progress.bad() > 0 ? ", " + progress.bad() + " bad ones to the dead letters" : "");
  }
}
