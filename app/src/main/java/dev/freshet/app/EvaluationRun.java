package dev.freshet.app;

import dev.freshet.learner.evaluation.Comparison;
import dev.freshet.learner.evaluation.Curve;
import dev.freshet.learner.evaluation.Depth;
import dev.freshet.learner.evaluation.EvaluationDocument;
import dev.freshet.learner.evaluation.FirstLook;
import dev.freshet.learner.evaluation.Method;
import dev.freshet.learner.evaluation.RateSweep;
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
 * @param damage at which methods are compared; null takes it from the first method
 */
record EvaluationRun(
    CommandContext context,
    EvaluationSets sets,
    Trials tuning,
    Trials trials,
    EvaluationPace pace,
    long seed,
    List<Double> rates,
    @Nullable Double damage) {

  /** A method with what is needed to begin. */
  private record Entrant(Method method, double firstRate, double givenRate) {}

  /** What was decided before the stream. */
  private record Decided(
      Entrant entrant, @Nullable Curve swept, boolean atEdge, double selected, double[] rates) {}

  private boolean sweeps() {
    return !sets.validation().isEmpty();
  }

  private boolean inSequence() {
    return trials.name().equals("sequence");
  }

  EvaluationResult of(List<Contender> contenders) {
    List<Entrant> entrants = contenders.stream().map(this::entrant).toList();
    @Nullable Double budget = damage;
    if (budget == null && sweeps()) {
      budget = RateSweep.budget(sweep(entrants.get(0)).toThePeak());
    }
    List<Decided> decided = new ArrayList<>();
    for (Entrant entrant : entrants) {
      decided.add(decide(entrant, budget));
    }
    List<Curve> curves = new ArrayList<>();
    for (Decided one : decided) {
      pace.at(one.entrant().method().name() + ", stream, " + trials.name());
      curves.add(
          Curve.of(
              trials.of(one.entrant().method(), sets.stream(), one.rates(), Depth.ANSWERS, pace)));
    }
    double at = budget == null ? curves.get(0).kl(decided.get(0).selected()) : budget;
    Comparison comparison = comparison();
    List<EvaluationResult.Line> lines = new ArrayList<>();
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
    }
    return new EvaluationResult(trials.name(), at, budgetFrom(entrants.get(0)), lines);
  }

  Comparison comparison() {
    return new Comparison(seed, trials.leastClusters());
  }

  private String budgetFrom(Entrant first) {
    if (damage != null) {
      return "--damage";
    }
    return sweeps()
        ? "validation: where %s has %.0f %% of its highest gain"
            .formatted(first.method().name(), 100 * RateSweep.SHARE)
        : "stream: " + first.method().name() + " at its own rate";
  }

  private Entrant entrant(Contender contender) {
    List<EvaluationDocument> look = sweeps() ? sets.validation() : sets.stream();
    FirstLook seen = contender.lookAt(look);
    FirstLook start = sweeps() ? seen : new FirstLook(contender.chosen().weighting().initial(), 1);
    return new Entrant(
        contender.method(start),
        contender.firstRate(inSequence(), seen.meanWeight()),
        contender.givenRate(
            context.settings().adapter().optimizer(),
            context.settings().adapter().learningRate(),
            inSequence()));
  }

  private RateSweep sweep(Entrant entrant) {
    return new RateSweep(
        entrant.firstRate(),
        rates -> {
          pace.at(entrant.method().name() + ", validation, " + trials.name());
          return tuning.of(entrant.method(), sets.validation(), rates, Depth.LIKELIHOOD, pace);
        });
  }

  private Decided decide(Entrant entrant, @Nullable Double budget) {
    if (budget != null && sweeps()) {
      RateSweep.Found found = sweep(entrant).within(budget);
      return new Decided(
          entrant, found.curve(), found.atEdge(), found.rate(), found.ratesAround(budget));
    }
    if (!rates.isEmpty()) {
      double[] given = rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return new Decided(entrant, null, false, given[given.length / 2], given);
    }
    double rate = entrant.givenRate();
    return new Decided(
        entrant,
        null,
        false,
        rate,
        new double[] {rate / RateSweep.FACTOR, rate, rate * RateSweep.FACTOR});
  }
}
