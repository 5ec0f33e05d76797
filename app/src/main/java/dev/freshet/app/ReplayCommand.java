package dev.freshet.app;

import dev.freshet.adapter.ReplayFold;
import dev.freshet.adapter.Variant;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Home;
import dev.freshet.config.Settings;
import dev.freshet.evaluator.replay.ReplayReport;
import dev.freshet.evaluator.replay.ReplayRun;
import dev.freshet.ingest.recording.RecordingManifest.Mark;
import dev.freshet.ingest.records.Digests;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.records.Ground;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.state.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Folds a recorded stream again, under other settings, and holds the results beside each other. */
@Command(
    name = "replay",
    description =
        "Fold a recorded log again under other settings, and compare; the same command goes on"
            + " where it was cut off.")
final class ReplayCommand implements FreshetCommand {
  @Option(
      names = "--log",
      paramLabel = "TOPIC|DIR",
      required = true,
      description = "The topic of a log, or the folder of a recording.")
  private String log = "";

  @Option(
      names = "--from",
      paramLabel = "OFFSET|TIME|CHECKPOINT",
      description = "Where it begins; up to there the log is folded as recorded (its start).")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "OFFSET|TIME|CHECKPOINT",
      description = "Where it ends: before an offset or a time, after a checkpoint (its end).")
  private @Nullable String to;

  @Option(
      names = "--variant",
      paramLabel = "FILE",
      description =
          "Settings, as YAML, that stand over the recorded ones; may be repeated. The first is what"
              + " the others are held against (default: the recorded settings alone).")
  private List<Path> variants = List.of();

  @Option(
      names = "--orders",
      paramLabel = "K",
      defaultValue = "1",
      description = "The recorded order, and K - 1 in which the documents are shuffled.")
  private int orders;

  @Mixin private final LaneOption lane = new LaneOption();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of the resampling (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Takes report.html, report.json, report.csv, and the runs that are done.")
  private Path out = Path.of("");

  @Override
  public ExitCode run(CommandContext context) throws Exception {
    if (orders < 1 || orders > 1000) {
      throw new FreshetException(ExitCode.USAGE, "--orders is 1 to 1000", null, "3 to 5 are usual");
    }
    List<VariantFile> files = VariantFile.read(variants);
    for (VariantFile file : files) {
      if (!file.withoutEffect().isEmpty()) {
        context
            .err()
            .println(
                file.file()
                    + ": without effect on a replay: "
                    + String.join(", ", file.withoutEffect()));
      }
    }
    ReplaySource source =
        ReplaySource.read(context, new ReplaySource.Wish(log, lane.name(), from, to));
    tellUnreadable(context, source);
    CommandContext recorded = context.with(asRecorded(context, source));
    try (ReplayWork work =
            ReplayWork.in(out, Digests.sha256(source.log().digest() + "/" + source.after()));
        LanguageModel base = recorded.openModel(null);
        Interruption.Registration polled = context.interruption().polled()) {
      return new Comparison(recorded, files, source, work, base).run();
    }
  }

  /** What this process runs under where nobody says otherwise: what the log was recorded under. */
  private static Map<String, String> asRecorded(CommandContext context, ReplaySource source) {
    Map<String, String> own = new HashMap<>();
    // Of all weights, that a page can show them.
    own.put("adapter.reported-weights", "10000");
    String threads = "model.threads";
    if ("default".equals(context.loaded().origins().getOrDefault(threads, "default"))) {
      source
          .log()
          .firstGround()
          .ifPresent(ground -> own.put(threads, Integer.toString(ground.threads())));
    }
    return own;
  }

  private static void tellUnreadable(CommandContext context, ReplaySource source) {
    List<String> unreadable = source.probes().unreadable();
    if (!unreadable.isEmpty()) {
      context
          .err()
          .println(
              unreadable.size()
                  + " probes cannot be read and are left out; the first: "
                  + unreadable.get(0));
    }
  }

  /** One replay on its way. */
  private final class Comparison {
    private final CommandContext context;
    private final Settings settings;
    private final ReplaySource source;
    private final ReplayWork work;
    private final LanguageModel base;
    private final List<Variant> chosen;

    Comparison(
        CommandContext context,
        List<VariantFile> files,
        ReplaySource source,
        ReplayWork work,
        LanguageModel base) {
      this.context = context;
      this.settings = context.settings();
      this.source = source;
      this.work = work;
      this.base = base;
      this.chosen =
          files.stream().map(file -> Variant.of(file.name(), file.overrides(), base)).toList();
    }

    ExitCode run() throws IOException {
      Path text = Home.resolve(settings.evaluator().reference());
      ReferenceText reference = ReferenceText.read(text, base);
      @Nullable Checkpoint start = ReplayStart.of(context, base, source, work);
      @Nullable Mark mark = mark(start == null ? 0 : start.manifest().step());
      ReplayRunner runner =
          new ReplayRunner(
              settings,
              base,
              reference,
              Digests.sha256(Files.readAllBytes(text)),
              source,
              start,
              mark);
      ReplayProgress progress = new ReplayProgress(context, chosen.size() * orders, documents());
      List<ReplayReport.Contender> contenders = new ArrayList<>();
      Ground here = runner.ground();
      Ground ground =
          start == null
              ? source.log().firstGround().orElse(here)
              : ReplayFold.ground(start).orElse(here);
      for (Variant variant : chosen) {
        List<ReplayRun> runs = new ArrayList<>();
        for (int order = 1; order <= orders; order++) {
          runs.add(run(runner, variant, order, progress));
        }
        contenders.add(
            new ReplayReport.Contender(
                variant.name(),
                variant.overrides(),
                source.log().isAsRecordedUnder(variant, ground),
                runs));
      }
      return told(contenders, mark, Reproduction.of(contenders, mark, ground, here));
    }

    private ReplayRun run(
        ReplayRunner runner, Variant variant, int order, ReplayProgress progress) {
      String inputs = runner.inputs(variant, order);
      ReplayRun known = work.find(inputs).orElse(null);
      if (known != null) {
        progress.known(variant.name(), order);
        return known;
      }
      ReplayRun run =
          runner.run(
              variant,
              order,
              inputs,
              work,
              documents -> {
                context.interruption().check();
                progress.show(variant.name(), order, documents);
              });
      work.keep(run);
      progress.done(variant.name(), order, run.seconds());
      return run;
    }

    private int documents() {
      return (int)
          source.log().records().stream()
              .filter(logged -> logged.record().seq() > source.after())
              .filter(logged -> logged.record().entry() instanceof Document)
              .count();
    }

    /** The newest recorded checkpoint that the stretch leads to, by at least a step. */
    private @Nullable Mark mark(long firstStep) {
      return source.marks().stream()
          .filter(mark -> mark.lane().equals(lane.name()))
          .filter(mark -> mark.step() > firstStep)
          .filter(mark -> mark.seq() > source.after() && mark.seq() <= source.log().lastSeq())
          .max(Comparator.comparingLong(Mark::seq))
          .orElse(null);
    }

    private ExitCode told(
        List<ReplayReport.Contender> contenders, @Nullable Mark mark, Reproduction reproduction) {
      Map<Long, String> texts = new HashMap<>();
      source
          .log()
          .records()
          .forEach(
              logged -> {
                if (logged.record().entry() instanceof Document document) {
                  texts.put(logged.record().seq(), document.text());
                }
              });
      ReplayReport report =
          new ReplayReport(
              new ReplayReport.Subject(
                  source.name(),
                  lane.name(),
                  source.after() + 1,
                  source.log().lastSeq(),
                  documents(),
                  orders,
                  mark == null ? null : mark.weightsDigest(),
                  mark == null ? null : mark.seq(),
                  reproduction.holds(),
                  reproduction.words()),
              contenders,
              seed,
              seq -> texts.getOrDefault(seq, ""));
      work.report("report.csv", report.csv());
      work.report("report.json", List.of(JsonDocuments.write(report.json())));
      work.report("report.html", List.of(report.html()));
      if (context.json()) {
        context.print(report.json());
      } else {
        context.out().print(TextTable.of(report.table()));
        context.out().println();
        report.verdict().forEach(context.out()::println);
        if (contenders.size() > 1) {
          context.out().println(reproduction.words());
        }
        context.out().println("\nwritten to " + out.resolve("report.html"));
      }
      return Boolean.FALSE.equals(reproduction.holds()) ? ExitCode.FAILURE : ExitCode.OK;
    }
  }
}
