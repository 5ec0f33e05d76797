package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.GateSettings;
import dev.freshet.config.Home;
import dev.freshet.config.IngestSettings;
import dev.freshet.ingest.records.Document;
import dev.freshet.ingest.source.DocumentSource;
import dev.freshet.ingest.source.Item;
import dev.freshet.ingest.source.Source;
import dev.freshet.ingest.source.Sources;
import dev.freshet.ingest.source.TextSource;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.gate.Candidate;
import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.GateTrial;
import dev.freshet.learner.gate.NoveltyGate;
import dev.freshet.learner.gate.Readings;
import dev.freshet.learner.gate.WindowTrial;
import dev.freshet.learner.redteam.Attack;
import dev.freshet.learner.redteam.Attacks;
import dev.freshet.learner.redteam.Victim;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The gate that keeps strange documents out. */
@Command(
    name = "gate",
    description = "The gate that keeps out what is out of distribution.",
    subcommands = {GateCommand.Evaluate.class, RedTeamCommand.class})
final class GateCommand {
  private static final long PROGRESS_NANOS = 500_000_000L;

  /** A gate on two files of documents. The model reads them and does not learn. */
  @Command(
      name = "evaluate",
      description = "Measure how well the gate tells two kinds of documents apart.")
  static final class Evaluate implements FreshetCommand {
    @Option(
        names = "--in-distribution",
        required = true,
        paramLabel = "FILE",
        description = "Documents of the usual kind, in any form that `ingest` takes.")
    private Path usual = Path.of("");

    @Option(
        names = "--out-of-distribution",
        paramLabel = "FILE",
        description = "Documents of another kind.")
    private @Nullable Path strange;

    @Option(
        names = "--attack",
        paramLabel = "NAME",
        description =
            "Instead of --out-of-distribution: other documents of the usual file, made hostile by"
                + " an attack of docs/reference/attacks.md.")
    private @Nullable String attack;

    @Option(
        names = "--documents",
        paramLabel = "N",
        defaultValue = "600",
        description =
            "At most so many of the usual kind, half as many of the other (${DEFAULT-VALUE}).")
    private int documents;

    @Mixin private final GateOptions options = new GateOptions();

    @Override
    public ExitCode run(CommandContext context) {
      check();
      GateSettings gate = GateOptions.strict(context);
      try (LanguageModel opened = options.open(context)) {
        NoveltyGate judge = new NoveltyGate(gate, opened.config().width());
        Kinds kinds = kinds(context.settings().ingest());
        List<GateTrial.Read> in = read(context, opened, usual, kinds.usual());
        int least = 2 * GateOptions.leastReference(gate);
        if (in.size() < least) {
          throw unusable(
              usual, "%d documents are too few, it takes %d".formatted(in.size(), least));
        }
        GateTrial trial = new GateTrial(judge, gate.rememberedTopics());
        List<GateTrial.Read> out =
            strange == null
                ? read(context, opened, usual, hostile(opened, judge, trial.known(in), kinds))
                : read(context, opened, strange, kinds.strange());
        print(context, trial.run(in, out));
      }
      return ExitCode.OK;
    }

    /** Documents of both kinds, in the order in which they come; an attack is still to come. */
    private record Kinds(List<Document> usual, List<Document> strange) {}

    private Kinds kinds(IngestSettings settings) {
      int most = Math.max(1, documents);
      int half = Math.max(1, most / 2);
      if (strange != null) {
        return new Kinds(chosen(usual, settings, most), chosen(strange, settings, half));
      }
      List<Document> all = chosen(usual, settings, most + half);
      int known = Math.min(most, all.size() * 2 / 3);
      return new Kinds(all.subList(0, known), all.subList(known, all.size()));
    }

    /** By its name. */
    private Attack attack() {
      return Attacks.all().stream()
          .filter(member -> member.description().name().equals(attack))
          .findFirst()
          .orElseThrow(() -> mistyped("there is no attack " + attack, known()));
    }

    private static String known() {
      return "choose one of "
          + Attacks.all().stream()
              .map(member -> member.description().name())
              .collect(Collectors.joining(", "));
    }

    /** That exactly one other kind is asked for, and that there is such an attack. */
    private void check() {
      if ((strange == null) == (attack == null)) {
        throw mistyped(
            strange == null ? "nothing is out of distribution" : "two kinds of documents are",
            "give --out-of-distribution FILE or --attack NAME");
      }
      if (attack != null) {
        attack();
      }
    }

    private static FreshetException mistyped(String what, String remedy) {
      return new FreshetException(ExitCode.USAGE, what, "gate evaluate", remedy);
    }

    private List<Document> hostile(
        LanguageModel model, NoveltyGate gate, GateState known, Kinds kinds) {
      Attack attack = attack();
      CounterRandom random = new CounterRandom(options.seed(), CounterRandom.seedOf("gate.attack"));
      List<Document> made = new ArrayList<>();
      try (Victim victim = new Victim(model, gate, known)) {
        for (Document document : kinds.strange()) {
          try (Scope scope = Scope.on(model.device())) {
            String text = attack.of(document.text(), victim, random);
            made.add(
                new Document(
                    document.id(),
                    document.topic(),
                    document.time(),
                    text,
                    document.title(),
                    document.source()));
          }
        }
      }
      return made;
    }

    private List<GateTrial.Read> read(
        CommandContext context, LanguageModel model, Path file, List<Document> chosen) {
      List<GateTrial.Read> reads = new ArrayList<>();
      try (ProgressLine progress = new ProgressLine(context, PROGRESS_NANOS);
          Interruption.Registration polled = context.interruption().polled()) {
        for (Document document : chosen) {
          context.interruption().check();
          progress.show("read %d of %d documents", reads.size(), chosen.size());
          EncodedText text = model.tokenizer().encode(document.text());
          if (text.length() > 1) {
            try (Scope scope = Scope.on(model.device())) {
              reads.add(
                  new GateTrial.Read(
                      new Candidate(document.id(), text, document.topic(), false),
                      Readings.of(model.decoder(), model.parameters(), text)));
            }
          }
        }
      }
      if (reads.isEmpty()) {
        throw unusable(file, "no document here has a token to predict");
      }
      return reads;
    }

    /** A fair sample in random order, held in bounded memory (Vitter 1985). */
    private List<Document> chosen(Path file, IngestSettings settings, int most) {
      CounterRandom random =
          new CounterRandom(options.seed(), CounterRandom.seedOf("gate.evaluate"));
      DocumentSource source =
          Sources.of(Home.resolve(file.toString()), settings, TextSource.Unit.PARAGRAPH);
      List<Document> kept = new ArrayList<>();
      int seen = 0;
      try (Source.Items items = source.open()) {
        for (Item item = items.next(); item != null; item = items.next()) {
          if (item instanceof Item.Bad bad) {
            throw unusable(Path.of(bad.where()), bad.why().reason());
          }
          Document document = ((Item.Read) item).document();
          if (document != null) {
            seen++;
            int place = random.nextInt(seen);
            if (kept.size() < most) {
              kept.add(document);
              java.util.Collections.swap(kept, place, kept.size() - 1);
            } else if (place < most) {
              kept.set(place, document);
            }
          }
        }
      }
      return kept;
    }

    private static FreshetException unusable(Path where, String what) {
      return new FreshetException(
          ExitCode.ARTEFACT, what, where.toString(), "give a file with more documents of one kind");
    }

    private static void print(CommandContext context, GateTrial.Result result) {
      Map<String, @Nullable Object> after = new LinkedHashMap<>();
      after.put("falseQuarantineRate", result.falseQuarantineAfterAcceptance());
      after.put("documents", result.documentsAfterAcceptance());
      after.put("inDistribution", result.usualAfterAcceptance());
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("auroc", result.auroc());
      document.put("fprAt95Tpr", result.fprAt95Tpr());
      document.put("detectionDelayDocuments", result.detectionDelayDocuments());
      document.put("falseQuarantineRate", result.falseQuarantineRate());
      document.put("heldBackRate", result.heldBackRate());
      document.put("afterAcceptance", after);
      document.put("inDistribution", result.usual());
      document.put("outOfDistribution", result.strange());
      if (context.json()) {
        document.put("windows", result.windows());
        context.print(document);
        return;
      }
      List<List<String>> rows = new ArrayList<>();
      document.forEach(
          (name, value) -> {
            if (value instanceof Map<?, ?> inner) {
              inner.forEach((key, one) -> rows.add(List.of(name + "." + key, cell(one))));
            } else {
              rows.add(List.of(name, cell(value)));
            }
          });
      windows("usual", result.windows().usual(), rows);
      windows("mixed", result.windows().mixed(), rows);
      windows("strange", result.windows().strange(), rows);
      context.out().print(TextTable.of(rows));
    }

    private static void windows(
        String stretch, List<WindowTrial.Windows> tests, List<List<String>> rows) {
      for (WindowTrial.Windows test : tests) {
        rows.add(
            List.of("windows." + stretch + "." + test.test() + ".medianP", cell(test.medianP())));
      }
    }

    private static String cell(@Nullable Object value) {
      return value instanceof Double fraction
          ? String.format(Locale.ROOT, "%.4f", fraction)
          : String.valueOf(value);
    }
  }
}
