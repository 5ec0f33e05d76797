package dev.freshet.app;

import dev.freshet.config.AdapterSettings;
import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.evaluation.Comparison;
import dev.freshet.learner.evaluation.Curve;
import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.evaluation.IndependentTrials;
import dev.freshet.learner.evaluation.Method;
import dev.freshet.learner.evaluation.Trial;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.gradient.Transformations;
import dev.freshet.learner.scoring.ReferenceText;
import dev.freshet.learner.weighting.ChosenWeighting;
import dev.freshet.learner.weighting.OracleWeighting;
import dev.freshet.learner.weighting.TokenWeightings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ways of adapting beside each other: uptake against damage, on documents never tuned on. */
@Command(
    name = "evaluate",
    description = "Compare token weightings: uptake of documents against damage elsewhere.")
final class EvaluateCommand implements FreshetCommand {
  private static final int REFERENCE_WINDOWS = 2;
  private static final double NEIGHBOUR = 2;

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
      names = "--validation",
      paramLabel = "FILE",
      description = "Where learning rates are chosen; other articles than the stream's.")
  private @Nullable Path validation;

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "150",
      description = "The first N documents of the stream (${DEFAULT-VALUE}).")
  private int documents;

  @Option(
      names = "--validation-documents",
      paramLabel = "N",
      defaultValue = "150",
      description = "The first N of the validation (${DEFAULT-VALUE}).")
  private int validationDocuments;

  @Option(
      names = "--weighting",
      split = ",",
      defaultValue = "uniform",
      paramLabel = "NAME",
      description =
          "Weightings, with commas; the first is what the others are held against. NAME@OPTIMIZER takes"
              + " another optimizer than the settings'.")
  private List<String> weightings = List.of();

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "RATE",
      description =
          "Learning rates to sweep on the validation (default: a range for the optimizer).")
  private List<Double> rates = List.of();

  @Option(
      names = "--damage",
      paramLabel = "KL",
      defaultValue = "0.03",
      description =
          "KL(base || now) on the reference text at which methods are compared (${DEFAULT-VALUE}).")
  private double damage;

  @Option(names = "--reference", paramLabel = "FILE", description = "Another reference text.")
  private @Nullable Path reference;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the resampling (${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public ExitCode run(CommandContext context) {
    try (LanguageModel base = context.openModel(model);
        Interruption.Registration polled = context.interruption().polled()) {
      try (Evaluation evaluation = new Evaluation(context, base)) {
        evaluation.run();
      }
      return ExitCode.OK;
    }
  }

  /** A method, and the learning rates that its sweep goes through. */
  private record Contender(Method method, double[] sweep) {}

  private final class Evaluation implements AutoCloseable {
    private final CommandContext context;
    private final LanguageModel base;
    private final IndependentTrials trials;
    private final Comparison comparison = new Comparison(seed);
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final List<ChosenWeighting> opened = new ArrayList<>();
    private final Map<String, List<String>> answers = new HashMap<>();

    Evaluation(CommandContext context, LanguageModel base) {
      this.context = context;
      this.base = base;
      Path text =
          Home.resolve(
              reference == null
                  ? context.settings().evaluator().reference()
                  : reference.toString());
      this.trials = new IndependentTrials(base, ReferenceText.read(text, base), REFERENCE_WINDOWS);
    }

    @Override
    public void close() {
      opened.forEach(ChosenWeighting::close);
    }

    void run() {
      List<Contender> contenders = weightings.stream().map(this::contender).toList();
      List<EvaluationDocument> read = read(stream, documents);
      List<EvaluationDocument> tuning =
          validation == null ? List.of() : read(validation, validationDocuments);
      List<Map<String, Object>> atDamage = new ArrayList<>();
      @Nullable Curve first = null;
      for (Contender contender : contenders) {
        Method method = contender.method();
        double[] chosen = contender.sweep();
        double selected = Double.NaN;
        if (!tuning.isEmpty()) {
          Curve swept = curve(method, tuning, contender.sweep(), "validation");
          selected = selected(swept);
          print(method, swept, selected, "validation");
          chosen = new double[] {selected / NEIGHBOUR, selected, selected * NEIGHBOUR};
        }
        Curve curve = curve(method, read, chosen, "stream");
        print(method, curve, selected, "stream");
        first = first == null ? curve : first;
        atDamage.add(atDamage(method, comparison.atDamage(damage, first, curve)));
      }
      if (context.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rows", rows);
        document.put("atEqualLocality", atDamage);
        context.print(document);
      }
    }

    private List<EvaluationDocument> read(Path file, int limit) {
      List<EvaluationDocument> read =
          EvaluationDocuments.read(file, context.settings().ingest(), limit);
      for (EvaluationDocument document : read) {
        answers.put(
            document.text(),
            document.questions().stream().flatMap(q -> q.answers().stream()).toList());
      }
      return read;
    }

    private Curve curve(Method method, List<EvaluationDocument> read, double[] rates, String part) {
      List<Trial> all = new ArrayList<>();
      try (ProgressLine line = new ProgressLine(context, 200_000_000L)) {
        for (int i = 0; i < read.size(); i++) {
          context.interruption().check();
          all.addAll(trials.of(method, read.get(i), i, rates));
          line.show(method.name() + " on the " + part + ": %d of %d documents", i + 1, read.size());
        }
      }
      if (all.isEmpty()) {
        throw new FreshetException(
            ExitCode.ARTEFACT,
            "no document of the " + part + " could be learned from with " + method.name(),
            stream.toString(),
            "give documents with text that this weighting gives weight to");
      }
      return Curve.of(all);
    }

    /** The rate with the most gain within the damage allowed; the lowest where none is. */
    private double selected(Curve swept) {
      double best = swept.rates().get(0);
      for (double rate : swept.rates()) {
        if (swept.kl(rate) <= damage && swept.gain(rate) > swept.gain(best)) {
          best = rate;
        }
      }
      return best;
    }

    private void print(Method method, Curve curve, double selected, String part) {
      for (double rate : curve.rates()) {
        Comparison.Row row = comparison.row(curve, rate);
        if (context.json()) {
          rows.add(fields(method, row, rate == selected, part));
        } else {
          context
              .out()
              .printf(
                  Locale.ROOT,
                  "%-24s %-10s rate %8.2e%s  NLL %.3f -> %.3f  gain %+.3f [%+.3f, %+.3f]  KL %.4f  |step| %.3f%n",
                  method.name(),
                  part,
                  rate,
                  rate == selected ? "*" : " ",
                  row.nllBase(),
                  row.nllNow(),
                  row.gain(),
                  row.gainLow(),
                  row.gainHigh(),
                  row.kl(),
                  row.updateNorm());
        }
      }
    }

    private Map<String, Object> fields(
        Method method, Comparison.Row row, boolean selected, String part) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("weighting", method.name());
      fields.put("part", part);
      fields.put("learningRate", row.learningRate());
      fields.put("selected", selected);
      fields.put("documents", row.documents());
      fields.put("questions", row.questions());
      fields.put("nllBase", row.nllBase());
      fields.put("nllNow", row.nllNow());
      fields.put("nllGain", row.gain());
      fields.put("nllGainCi95", List.of(row.gainLow(), row.gainHigh()));
      fields.put("localityKl", row.kl());
      fields.put("updateNorm", row.updateNorm());
      fields.put("secondsPerDocument", row.seconds());
      return fields;
    }

    private Map<String, Object> atDamage(Method method, Comparison.AtDamage found) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("weighting", method.name());
      fields.put("localityKl", found.kl());
      fields.put("nllGain", orNull(found.gain()));
      fields.put("ratioToUniform", orNull(found.ratio()));
      fields.put(
          "ratioCi95",
          found.ratio().isPresent() ? List.of(found.ratioLow(), found.ratioHigh()) : null);
      if (!context.json()) {
        context
            .out()
            .printf(
                Locale.ROOT,
                "%-24s at KL %.3f: gain %s, ratio to %s %s%n",
                method.name(),
                found.kl(),
                text(found.gain()),
                weightings.get(0),
                found.ratio().isPresent()
                    ? String.format(
                        Locale.ROOT,
                        "%.3f [%.3f, %.3f]",
                        found.ratio().getAsDouble(),
                        found.ratioLow(),
                        found.ratioHigh())
                    : "not bracketed");
      }
      return fields;
    }

    /** Any weighting of the fold, and the oracle, which only an evaluation can have. */
    private ChosenWeighting chosen(String weighting) {
      ChosenWeighting chosen =
          weighting.equals(TokenWeightings.ORACLE)
              ? new ChosenWeighting(
                  new OracleWeighting(text -> answers.getOrDefault(text.text(), List.of())),
                  Map.of(),
                  "")
              : TokenWeightings.open(weighting, base);
      opened.add(chosen);
      return chosen;
    }

    private Contender contender(String name) {
      AdapterSettings settings = context.settings().adapter();
      int at = name.indexOf('@');
      String weighting = at < 0 ? name : name.substring(0, at);
      AdapterSettings own =
          at < 0
              ? settings
              : context
                  .with(Map.of("adapter.optimizer", name.substring(at + 1)))
                  .settings()
                  .adapter();
      ChosenWeighting chosen = chosen(weighting);
      DoubleFunction<GradientTransformation> chain =
          rate ->
              Transformations.of(
                  own, rate, () -> base.preconditioner(own.damping()), chosen.stepSizes());
      return new Contender(
          new Method(name, chosen.weighting(), chain),
          rates.isEmpty() ? usual(own.optimizer()) : rates.stream().mapToDouble(r -> r).toArray());
    }
  }

  /** Rates that enclose the useful ones, a factor of 2 apart. */
  private static double[] usual(AdapterSettings.Optimizer optimizer) {
    return switch (optimizer) {
      case SGD, MOMENTUM -> new double[] {0.05, 0.1, 0.2, 0.4, 0.8, 1.6};
      case ADAM, ADAMW -> new double[] {2.5e-5, 5e-5, 1e-4, 2e-4, 4e-4, 8e-4};
      case PRECONDITIONED -> new double[] {5e-5, 1e-4, 2e-4, 4e-4, 8e-4, 1.6e-3};
    };
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static String text(OptionalDouble value) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%+.3f", value.getAsDouble())
        : "not bracketed";
  }
}
