package dev.freshet.app;

import dev.freshet.adapter.LaneWeights;
import dev.freshet.app.live.Board;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Home;
import dev.freshet.config.Settings;
import dev.freshet.evaluator.WrittenProbes;
import dev.freshet.ingest.chronicle.ChronicleOptions;
import dev.freshet.ingest.chronicle.ChronicleSource;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.Decoded;
import dev.freshet.ingest.records.JsonSerde;
import dev.freshet.ingest.records.Lane;
import dev.freshet.ingest.records.UptakeRow;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Positions;
import dev.freshet.ingest.source.PumpProgress;
import dev.freshet.ingest.source.SourcePump;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import dev.freshet.ingest.streams.ClientProperties;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.state.Manifest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A bounded stream from beginning to end: what the newcomer sees first. */
@Command(
    name = "demo",
    description = "Adapt the bundled model to a stream of documents and show what it took up.")
final class DemoCommand implements FreshetCommand {
  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "120",
      description = "The first N documents of the stream (${DEFAULT-VALUE}).")
  private long documents;

  @Option(
      names = "--stream",
      paramLabel = "FILE",
      description =
          "Documents with questions, in SQuAD's format or JSON Lines, or any text: where none has"
              + " questions, some are written; the almanac by default.")
  private @Nullable Path stream;

  @Option(
      names = "--chronicle",
      description = "Documents of `freshet generate chronicle` instead of a file.")
  private boolean chronicle;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The chronicle's seed (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--weighting",
      paramLabel = "NAME",
      description =
          "How much each token counts, as `adapter.weighting`: uniform, salient, a learned one's"
              + " directory, ... (docs/reference/weightings.md).")
  private @Nullable String weighting;

  @Option(names = "--fresh", description = "Empty the state folder given by --state first.")
  private boolean fresh;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description = "Save the log and the probes there, for `freshet replay`.")
  private @Nullable Path record;

  @Option(names = "--no-evaluate", description = "Learn without scoring questions meanwhile.")
  private boolean noEvaluate;

  @Option(
      names = "--keep",
      description = "Show the live page meanwhile, and keep it at the end until Ctrl-C.")
  private boolean keep;

  @Option(
      names = "--shift",
      description =
          "Add a made-up signal that tells of a topic before its documents come, and, in place of"
              + " the last three documents, some that do not belong in the stream: for the gate.")
  private boolean shift;

  /** A backlog is through when so many looks in a row found nothing on its way. */
  private static final int QUIET_LOOKS = 5;

  private static final long LOOK_MILLIS = 250;

  @Override
  public ExitCode run(CommandContext context) throws Exception {
    if (chronicle && stream != null) {
      throw new FreshetException(
          ExitCode.USAGE, "--chronicle does not go with --stream", null, "leave one of them out");
    }
    try (DemoState state = DemoState.prepare(context, fresh)) {
      Map<String, String> own = state.settings(!noEvaluate);
      if (shift) {
        own.putAll(DemoShift.settings(documents));
      }
      if (weighting != null) {
        own.put("adapter.weighting", weighting);
      }
      return new Run(context.with(own)).toEnd();
    }
  }

  /** One demo on its way. */
  private final class Run {
    private final CommandContext context;
    private final Settings settings;
    private final DemoLedger ledger = new DemoLedger();
    private final LearnMeter meter = new LearnMeter(this::decided);
    private final Board board;
    private final long startNanos = System.nanoTime();
    private @Nullable DemoPage page;
    private @Nullable DemoShift foretold;

    Run(CommandContext context) {
      this.context = context;
      this.settings = context.settings();
      this.board = new Board(settings.http());
    }

    private void decided(Adaptation adaptation) {
      DemoShift shifting = foretold;
      if (shifting != null) {
        shifting.decided(adaptation);
      }
      ledger.decided(adaptation);
    }

    ExitCode toEnd() throws Exception {
      DocumentSource source = shifted(source());
      try (DemoView view = new DemoView(context, documents);
          Recorder recorder = record == null ? null : Recorder.to(record);
          Pipeline pipeline =
              Pipeline.start(context, keep ? new Listeners(meter, board) : meter, view::stage);
          DemoPage live = keep ? DemoPage.start(context, pipeline, meter, board) : null) {
        page = live;
        DemoSignal signal = foretold == null ? null : new DemoSignal(context, pipeline, foretold);
        try (TopicTail tail = tail(pipeline);
            TopicTail log = signal == null ? null : signal.alarms()) {
          stream(pipeline, source, view, signal);
        }
        DemoReport.Cost cost = DemoReport.Cost.of(pipeline, startNanos);
        pipeline.stopApplications();
        if (recorder != null) {
          view.stage("recording");
          recorder.record(context, pipeline.cluster(), pipeline.checkpoints());
        }
        view.stage("measuring damage elsewhere");
        print(report(pipeline, cost), view);
        if (live != null) {
          live.keep();
        }
      }
      return ExitCode.OK;
    }

    private void print(DemoReport report, DemoView view) {
      view.close();
      if (context.json()) {
        context.print(report.document());
      } else {
        context.out().print(report.text());
      }
    }

    private DocumentSource source() {
      if (chronicle) {
        return new ChronicleSource(ChronicleOptions.of(seed));
      }
      Path path = Home.resolve(stream == null ? "data/almanac.json" : stream.toString());
      DocumentSource source = Sources.of(path, settings.ingest(), TextSource.Unit.FILE);
      return StreamCheck.readThrough(source, documents).probes() > 0
          ? source
          : new ProbedSource(source, new WrittenProbes(settings.evaluator().writtenProbes()));
    }

    private DocumentSource shifted(DocumentSource source) {
      if (!shift) {
        return source;
      }
      DemoShift shifting = DemoShift.of(source, documents);
      foretold = shifting;
      return shifting.with(source);
    }

    private TopicTail tail(Pipeline pipeline) {
      JsonSerde<UptakeRow> rows = JsonSerde.of(UptakeRow.class);
      return new TopicTail(
          ClientProperties.consumer(settings, pipeline.cluster().bootstrapServers()),
          pipeline.topics().uptake(),
          bytes -> {
            if (rows.decode(bytes) instanceof Decoded.Good<UptakeRow> good) {
              ledger.scored(good.value());
            }
          });
    }

    private void stream(
        Pipeline pipeline, DocumentSource source, DemoView view, @Nullable DemoSignal signal) {
      Positions positions = new Positions(context.stateFolder());
      long before = positions.load(source, Lane.MAIN);
      if (signal != null && before == 0) {
        view.stage("watching a signal");
        signal.tell();
      }
      CompletableFuture<PumpProgress> pumping =
          CompletableFuture.supplyAsync(
              () -> pump(pipeline, ledger.watching(source, before), positions));
      while (!pumping.isDone() || !isThrough(pipeline)) {
        context.interruption().check();
        pipeline.check();
        if (pumping.isCompletedExceptionally()) {
          break;
        }
        show(pipeline, view);
        Pause.millis(20);
      }
      Futures.join(pumping);
      if (before > 0) {
        awaitBacklog(pipeline, view);
      }
      pipeline.check();
    }

    private void show(Pipeline pipeline, DemoView view) {
      view.show(meter.read(), ledger);
      if (page != null) {
        page.underway(pipeline.topics().log(), ledger.underway());
      }
    }

    /** What an earlier run published may still be on its way: it was killed, or stopped early. */
    private void awaitBacklog(Pipeline pipeline, DemoView view) {
      try (LogProgress progress =
          new LogProgress(
              ClientProperties.consumer(settings, pipeline.cluster().bootstrapServers()),
              pipeline.topics(),
              Lane.MAIN)) {
        int quiet = 0;
        while (quiet < QUIET_LOOKS) {
          boolean through = pipeline.ingestLag().total() == 0 && progress.isReported();
          quiet = through ? quiet + 1 : 0;
          context.interruption().check();
          pipeline.check();
          show(pipeline, view);
          Pause.millis(LOOK_MILLIS);
        }
      }
    }

    private PumpProgress pump(Pipeline pipeline, DocumentSource source, Positions positions) {
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              ClientProperties.producer(settings, pipeline.cluster().bootstrapServers()))) {
        PumpProgress progress =
            new SourcePump(
                    producer,
                    settings,
                    Lane.MAIN,
                    pipeline.ingestLag()::total,
                    positions,
                    heard -> {})
                .pump(source, documents);
        if (settings.adapter().batch() > 1) {
          flush(pipeline);
        }
        return progress;
      }
    }

    /** Ends the last batch, once every document is ahead of the command. */
    private void flush(Pipeline pipeline) {
      while (pipeline.ingestLag().total() > 0) {
        context.interruption().check();
        Pause.millis(LOOK_MILLIS);
      }
      Instant now = Clock.systemUTC().instant();
      try (ControlTopic control =
          new ControlTopic(settings, pipeline.cluster().bootstrapServers())) {
        control.send(Lane.MAIN, new Control.Flush("demo-" + UUID.randomUUID(), now));
      }
    }

    /** Whether every document has come out of the fold, or was dropped at the door. */
    private boolean isThrough(Pipeline pipeline) {
      long underway = ledger.underway();
      if (underway > 0 && underway > pipeline.droppedAtTheDoor()) {
        return false;
      }
      return !settings.evaluator().enabled() || ledger.rowsMissing() <= 0;
    }

    private DemoReport report(Pipeline pipeline, DemoReport.Cost cost) {
      LanguageModel base = pipeline.model();
      List<Manifest> manifests = pipeline.checkpoints().manifests(Lane.MAIN);
      Manifest newest = manifests.isEmpty() ? null : manifests.get(0);
      ReferenceText reference =
          ReferenceText.read(Home.resolve(settings.evaluator().reference()), base);
      ReferenceText.Comparison locality;
      if (newest == null) {
        locality = reference.compare(base.parameters());
      } else {
        try (LaneWeights weights =
            LaneWeights.of(pipeline.checkpoints().read(newest), base.device())) {
          locality = reference.compare(weights.parameters());
        }
      }
      return new DemoReport(
          settings.adapter().weighting(),
          settings.evaluator().enabled(),
          ledger,
          meter.read(),
          cost,
          locality,
          newest,
          foretold == null ? null : foretold.outcome());
    }
  }
}
