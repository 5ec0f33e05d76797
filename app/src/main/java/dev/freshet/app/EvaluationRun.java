package dev.freshet.app;

import dev.freshet.learner.evaluation.Comparison;
import dev.freshet.learner.evaluation.Control;
import dev.freshet.learner.evaluation.Curve;
import dev.freshet.learner.evaluation.Depth;
import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.evaluation.FirstLook;
import dev.freshet.learner.evaluation.Method;
import dev.freshet.learner.evaluation.RateSweep;
import dev.freshet.learner.evaluation.Trial;
import dev.freshet.learner.evaluation.Trials;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way of trying, with all methods: each chooses its rate on the validation, then reads the
 * stream at that rate and its neighbours; at the end all are held against the first.
 *
 * @param tuning tries on the validation, {@code trials} on the stream; in sequence the former goes
 *     through one order only
 */
record EvaluationRun(
    CommandContext context, EvaluationSets sets, Trials tuning, Trials trials, Choices choices) {
  /** As a sweep goes mostly; what comes of it may be more or less. */
  private static final int RATES_SWEPT = 8;

  private static final int RATES_ON_THE_STREAM = 3;

  /**
   * What a user chose.
   *
   * @param rates on the stream, where none is chosen on a validation
   * @param damage at which methods are compared; null takes it from the first method
   * @param known articles to report apart; null for none
   */
  record Choices(
      long seed,
      List<Double> rates,
      @Nullable Double damage,
      @Nullable KnownArticles known,
      List<Control> controls) {}

  /** A method with what is needed to begin. */
  private record Entrant(Method method, double firstRate, double givenRate) {}

  /** What was decided before the stream. */
  private record Decided(Entrant entrant, @Nullable Curve swept, boolean atEdge, double selected) {}

  private boolean sweeps() {
    return !sets.validation().isEmpty();
  }

  private boolean inSequence() {
    return trials.name().equals("sequence");
  }

  EvaluationResult of(List<Contender> contenders, EvaluationPace pace) {
    List<Entrant> entrants = contenders.stream().map(this::entrant).toList();
    @Nullable Double budget = choices.damage();
    if (budget == null && sweeps()) {
      budget = RateSweep.budget(sweep(entrants.get(0), pace).toThePeak());
    }
    List<Decided> decided = new ArrayList<>();
    for (Entrant entrant : entrants) {
      decided.add(decide(entrant, budget, pace));
    }
    List<Curve> curves = new ArrayList<>();
    for (Decided one : decided) {
      Curve curve = onStream(one, budget, pace);
      budget = budget == null ? (Double) curve.kl(one.selected()) : budget;
      curves.add(curve);
    }
    double at = budget == null ? Double.NaN : budget;
    Comparison comparison = new Comparison(choices.seed(), trials.leastClusters());
    List<EvaluationResult.Line> lines = new ArrayList<>();
    List<EvaluationResult.Controlled> controlled = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      Decided one = decided.get(i);
      lines.add(
          new EvaluationResult.Line(
              one.entrant().method().name(),
              one.swept(),
              one.atEdge(),
              one.selected(),
              curves.get(i),
              comparison.atDamage(at, curves.get(0), curves.get(i))));
      controlled.addAll(apart(one, curves.get(i), comparison));
    }
    controlled.addAll(controlled(decided, comparison, pace));
    return new EvaluationResult(
        trials.name(), comparison, at, budgetFrom(entrants.get(0)), lines, controlled);
  }

  /** Articles that the base model may have read of, and the others; a sequence holds both. */
  private List<EvaluationResult.Controlled> apart(Decided one, Curve curve, Comparison comparison) {
    KnownArticles known = choices.known();
    if (known == null || inSequence()) {
      return List.of();
    }
    List<EvaluationResult.Controlled> rows = new ArrayList<>();
    for (boolean held : new boolean[] {true, false}) {
      Curve part = curve.of(trial -> known.holds(trial.cluster()) == held);
      if (!part.rates().isEmpty()) {
        rows.add(
            new EvaluationResult.Controlled(
                one.entrant().method().name(),
                held ? "in-corpus" : "not-in-corpus",
                comparison.row(part, one.selected())));
      }
    }
    return rows;
  }

  private String budgetFrom(Entrant first) {
    if (choices.damage() != null) {
      return "--damage";
    }
    return sweeps()
        ? "validation: where %s has %.0f %% of its highest gain"
            .formatted(first.method().name(), 100 * RateSweep.SHARE)
        : "stream: " + first.method().name() + " at its own rate";
  }

  private Entrant entrant(Contender contender) {
    FirstLook seen = contender.lookAt(sweeps() ? sets.validation() : sets.stream());
    FirstLook start = sweeps() ? seen : new FirstLook(contender.chosen().weighting().initial(), 1);
    return new Entrant(
        contender.method(start),
        contender.firstRate(inSequence(), seen.meanWeight()),
        contender.givenRate(context.settings().adapter(), inSequence()));
  }

  private RateSweep sweep(Entrant entrant, EvaluationPace pace) {
    return new RateSweep(
        entrant.firstRate(),
        rates -> {
          pace.at(entrant.method().name() + ", validation, " + trials.name());
          return tuning.of(entrant.method(), sets.validation(), rates, Depth.LIKELIHOOD, pace);
        });
  }

  private Decided decide(Entrant entrant, @Nullable Double budget, EvaluationPace pace) {
    if (budget != null && sweeps()) {
      RateSweep.Found found = sweep(entrant, pace).within(budget);
      return new Decided(entrant, found.curve(), found.atEdge(), found.rate());
    }
    double rate =
        choices.rates().isEmpty()
            ? entrant.givenRate()
            : choices.rates().stream().sorted().toList().get(choices.rates().size() / 2);
    return new Decided(entrant, null, false, rate);
  }

  private Curve onStream(Decided one, @Nullable Double budget, EvaluationPace pace) {
    Method method = one.entrant().method();
    RateSweep.Tried tried =
        rates -> {
          pace.at(method.name() + ", stream, " + trials.name());
          return trials.of(method, sets.stream(), rates, Depth.ANSWERS, pace);
        };
    if (!sweeps() && !choices.rates().isEmpty()) {
      return Curve.of(
          tried.at(choices.rates().stream().mapToDouble(Double::doubleValue).toArray()));
    }
    return budget == null
        ? RateSweep.around(one.selected(), tried)
        : RateSweep.enclosing(one.selected(), budget, tried);
  }

  private List<EvaluationResult.Controlled> controlled(
      List<Decided> decided, Comparison comparison, EvaluationPace pace) {
    List<EvaluationResult.Controlled> rows = new ArrayList<>();
    for (Decided one : decided) {
      Method method = one.entrant().method();
      for (Control control : choices.controls()) {
        List<EvaluationDocument> documents = control.documents(sets.stream());
        if (!control.concerns(method) || documents.isEmpty()) {
          continue;
        }
        pace.at(method.name() + ", " + control.name() + ", " + trials.name());
        List<Trial> made =
            trials.of(
                control.method(method),
                documents,
                new double[] {one.selected()},
                Depth.LIKELIHOOD,
                pace);
        rows.add(
            new EvaluationResult.Controlled(
                method.name(), control.name(), comparison.row(Curve.of(made), one.selected())));
      }
    }
    return rows;
  }

  /** About how many trials it will be. */
  long expected(int contenders) {
    return contenders
        * (tuning.units(sets.validation().size(), RATES_SWEPT)
            + trials.units(sets.stream().size(), RATES_ON_THE_STREAM + choices.controls().size()));
  }
}
