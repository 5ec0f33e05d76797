package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.config.Home;
import dev.freshet.config.IngestSettings;
import dev.freshet.learner.FileDigest;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.evaluation.Cells;
import dev.freshet.learner.evaluation.Control;
import dev.freshet.learner.evaluation.Controls;
import dev.freshet.learner.evaluation.IndependentTrials;
import dev.freshet.learner.evaluation.SequenceTrials;
import dev.freshet.learner.evaluation.Trials;
import dev.freshet.learner.scoring.ReferenceText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ways of adapting beside each other: uptake against damage, on documents never tuned on. */
@Command(
    name = "evaluate",
    description = "Compare token weightings: uptake of documents against damage elsewhere.")
final class EvaluateCommand implements FreshetCommand {
  private static final String ALL = "all";

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The base (default: `model.directory`).")
  private @Nullable Path model;

  @Option(
      names = "--stream",
      paramLabel = "FILE",
      required = true,
      description = "Documents with questions, in SQuAD's format.")
  private Path stream = Path.of("");

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "150",
      description = "The first N documents of the stream (${DEFAULT-VALUE}).")
  private int documents;

  @Option(
      names = "--weighting",
      split = ",",
      defaultValue = "uniform",
      paramLabel = "NAME",
      description =
          "Weightings of docs/reference/weightings.md, with commas; the first is what the others are"
              + " held against. NAME@OPTIMIZER takes another optimizer than the settings'.")
  private List<String> weightings = List.of();

  @Option(
      names = "--variant",
      paramLabel = "NAME:KEY=VALUE,…",
      description =
          "Also the first weighting under other settings of `adapter`, such as"
              + " kept:adapter.rehearsal.documents=1. Give the option once for each.")
  private List<String> variants = List.of();

  @Option(
      names = "--independent",
      description =
          "One step on each document, always from the base model: no order (the default without"
              + " --orders).")
  private boolean independent;

  @Option(
      names = "--orders",
      paramLabel = "K",
      defaultValue = "0",
      description =
          "All documents in sequence, the weights carried on, in K shuffled orders; intervals want 5"
              + " (${DEFAULT-VALUE}: not in sequence).")
  private int orders;

  @Option(
      names = "--sweep",
      description =
          "Choose every method's learning rate on validation documents, which --validation asks for"
              + " too. Without it, the settings' rate and its neighbours.")
  private boolean sweep;

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description =
          "Where rates are chosen; articles that are in the stream too are left out. Without it, some"
              + " articles of the stream.")
  private @Nullable Path validation;

  @Option(
      names = "--validation-documents",
      paramLabel = "N",
      defaultValue = "150",
      description = "The first N of the validation (${DEFAULT-VALUE}).")
  private int validationDocuments;

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "RATE",
      description = "Learning rates on the stream, where none is chosen on a validation.")
  private List<Double> rates = List.of();

  @Option(
      names = "--damage",
      paramLabel = "KL",
      description =
          "KL(base || now) on the reference text at which methods are compared (default: where the"
              + " first has 80 %% of its highest gain on the validation).")
  private @Nullable Double damage;

  @Option(names = "--reference", paramLabel = "FILE", description = "Another reference text.")
  private @Nullable Path reference;

  @Option(
      names = "--reference-tokens",
      defaultValue = "256",
      paramLabel = "N",
      description =
          "About so many of its tokens for each independent document, in whole windows, others for"
              + " each (${DEFAULT-VALUE}).")
  private int referenceTokens;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of the split and of the resampling (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "What was computed is kept here and not computed again (default: `evaluate` in the state"
              + " folder).")
  private @Nullable Path work;

  @Option(
      names = "--controls",
      split = ",",
      paramLabel = "NAME",
      description =
          "Also at each method's own rate: mean-weight, shuffled-weights, shuffled-document,"
              + " other-probes; none (no adaptation) and bm25 (looking up instead of learning); or all.")
  private List<String> controls = List.of();

  @Option(
      names = "--corpus",
      split = ",",
      paramLabel = "FILE",
      description =
          "What the base was trained on. Articles whose title occurs there are also reported apart, and"
              + " so are the others; of independent documents.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write report.html, report.png and report.json there.")
  private @Nullable Path out;

  @Override
  public ExitCode run(CommandContext context) {
    check();
    EvaluationSets sets = sets(context.settings().ingest());
    sets.notes().forEach(note -> context.err().println("note: " + note));
    List<Contender> contenders = new ArrayList<>();
    try (LanguageModel base = context.openModel(model);
        Interruption.Registration polled = context.interruption().polled()) {
      for (String name : weightings) {
        contenders.add(Contender.of(name, context.settings().adapter(), base, sets::answers));
      }
      for (String text : variants) {
        EvaluationVariant variant =
            EvaluationVariant.of(text, weightings.get(0), context.settings());
        contenders.add(Contender.of(variant, base, sets::answers));
      }
      require(
          contenders.stream().map(Contender::name).distinct().count() == contenders.size(),
          "a variant is called as another way of adapting",
          "give each a name of its own");
      evaluate(context, base, contenders, sets);
      return ExitCode.OK;
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private void check() {
    require(documents >= 1, "--documents is " + documents, "give 1 or more");
    require(
        validationDocuments >= 1,
        "--validation-documents is " + validationDocuments,
        "give 1 or more");
    require(orders >= 0 && orders <= 1000, "--orders is " + orders, "give 0 to 1000");
    require(damage == null || damage > 0, "--damage is " + damage, "give a KL above 0");
    require(
        rates.stream().allMatch(rate -> rate > 0 && rate <= 100),
        "--rates holds one that is none",
        "give rates above 0");
    require(
        weightings.stream().distinct().count() == weightings.size(),
        "a weighting is named twice",
        "name each once");
    List<String> known = knownControls();
    for (String control : controls) {
      require(
          control.equals(ALL) || known.contains(control),
          "there is no control " + control,
          "choose of " + String.join(", ", known) + ", or all");
    }
  }

  private static List<String> knownControls() {
    return Stream.concat(
            Controls.all().stream().map(Control::name),
            Stream.of(EvaluationTables.NONE, EvaluationTables.BM25))
        .toList();
  }

  private boolean wants(String control) {
    return controls.contains(control) || controls.contains(ALL);
  }

  private static void require(boolean holds, String what, String remedy) {
    if (!holds) {
      throw new FreshetException(ExitCode.USAGE, what, "evaluate", remedy);
    }
  }

  private EvaluationSets sets(IngestSettings settings) {
    EvaluationSets.Wanted wanted = new EvaluationSets.Wanted(documents, validationDocuments);
    if (validation != null) {
      return EvaluationSets.of(stream, validation, settings, wanted);
    }
    return sweep
        ? EvaluationSets.split(stream, settings, wanted, seed)
        : EvaluationSets.of(stream, settings, documents);
  }

  private void evaluate(
      CommandContext context, LanguageModel base, List<Contender> contenders, EvaluationSets sets) {
    Path text =
        Home.resolve(
            reference == null ? context.settings().evaluator().reference() : reference.toString());
    require(
        contenders.stream().noneMatch(contender -> contender.isAnchoredOn(text)),
        "damage would be measured on the text of `adapter.anchor.text`",
        "give another --reference, or anchor on another text");
    ReferenceText elsewhere = ReferenceText.read(text, base);
    int answerTokens = context.settings().evaluator().maxAnswerTokens();
    Path folder = work == null ? context.useStateFolder().resolve("evaluate") : work;
    String setting =
        String.join(
            " ",
            Version.ofBuild(),
            FileDigest.of(base.directory().resolve("model.safetensors"), text),
            "answers of " + answerTokens);
    EvaluationTables tables;
    try (Cells cells = Cells.in(folder, setting);
        Ways ways = new Ways(base, elsewhere, answerTokens, cells)) {
      tables = tried(context, contenders, sets, ways);
    }
    if (out != null) {
      EvaluationReport.write(out, "Uptake against damage: " + stream.getFileName(), tables);
    }
    if (context.json()) {
      context.print(tables.document());
    } else {
      context.out().print(tables.text());
    }
  }

  private EvaluationTables tried(
      CommandContext context, List<Contender> contenders, EvaluationSets sets, Ways ways) {
    EvaluationRun.Choices choices =
        new EvaluationRun.Choices(
            seed,
            rates,
            damage,
            corpora.isEmpty() ? null : KnownArticles.in(corpora, sets.stream()),
            Controls.all().stream().filter(control -> wants(control.name())).toList());
    List<EvaluationRun> runs =
        ways.all.stream()
            .map(way -> new EvaluationRun(context, sets, way.tuning(), way.trials(), choices))
            .toList();
    long expected = runs.stream().mapToLong(run -> run.expected(contenders.size())).sum();
    List<EvaluationResult> results = new ArrayList<>();
    try (EvaluationPace pace = new EvaluationPace(context, expected)) {
      for (EvaluationRun run : runs) {
        results.add(run.of(contenders, pace));
      }
    }
    return new EvaluationTables(
        results,
        sets,
        seed,
        wants(EvaluationTables.NONE),
        wants(EvaluationTables.BM25) ? Retrieval.of(sets.stream()) : null);
  }

  /** The ways of trying that were asked for. */
  private final class Ways implements AutoCloseable {
    private final List<Way> all = new ArrayList<>();

    /** On the validation, and on the stream. */
    private record Way(Trials tuning, Trials trials) {}

    Ways(LanguageModel base, ReferenceText elsewhere, int answerTokens, Cells cells) {
      if (independent || orders == 0) {
        Trials alone = new IndependentTrials(base, elsewhere, referenceTokens, answerTokens, cells);
        all.add(new Way(alone, alone));
      }
      if (orders > 0) {
        all.add(
            new Way(
                new SequenceTrials(base, elsewhere, 1, answerTokens, cells),
                new SequenceTrials(base, elsewhere, orders, answerTokens, cells)));
      }
    }

    @Override
    public void close() {
      for (Way way : all) {
        way.tuning().close();
        way.trials().close();
      }
    }
  }
}
