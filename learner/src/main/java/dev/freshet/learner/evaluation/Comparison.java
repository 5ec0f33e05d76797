package dev.freshet.learner.evaluation;

import java.util.List;
import java.util.OptionalDouble;

/** Methods beside each other, at equal damage and each at its own rate. */
public final class Comparison {
  private final Bootstrap bootstrap;

  public Comparison(long seed) {
    this.bootstrap = new Bootstrap(seed);
  }

  /**
   * A method at one rate.
   *
   * @param gainLow with {@code gainHigh} the 95 % interval of the mean gain
   */
  public record Row(
      double learningRate,
      int documents,
      int questions,
      double nllBase,
      double nllNow,
      double gain,
      double gainLow,
      double gainHigh,
      double kl,
      double updateNorm,
      double seconds) {}

  /**
   * A method at a given damage.
   *
   * @param ratio its gain over the first method's; empty where one of them is not bracketed, or
   *     where the first one's own gain has zero in its interval
   */
  public record AtDamage(
      double kl, OptionalDouble gain, OptionalDouble ratio, double ratioLow, double ratioHigh) {}

  /** The row of one rate. */
  public Row row(Curve curve, double rate) {
    List<Trial> trials = curve.at(rate);
    int questions = trials.stream().mapToInt(trial -> trial.nllBase().length).sum();
    Bootstrap.Interval interval =
        bootstrap.interval95(articles(trials), items -> Curve.gain(trials, items));
    return new Row(
        rate,
        trials.size(),
        questions,
        trials.stream().mapToDouble(trial -> sum(trial.nllBase())).sum() / questions,
        trials.stream().mapToDouble(trial -> sum(trial.nllNow())).sum() / questions,
        curve.gain(rate),
        interval.low(),
        interval.high(),
        curve.kl(rate),
        trials.stream().mapToDouble(Trial::updateNorm).average().orElse(Double.NaN),
        trials.stream().mapToDouble(Trial::seconds).average().orElse(Double.NaN));
  }

  /** A method against the first one, at a damage; both have read the same documents. */
  public AtDamage atDamage(double kl, Curve first, Curve other) {
    List<Trial> trials = other.at(other.rates().get(0));
    List<String> articles = articles(trials);
    int[] all = other.all(other.rates().get(0));
    OptionalDouble own = other.gainAt(kl, all);
    OptionalDouble baseline = first.gainAt(kl, all);
    Bootstrap.Interval baselineInterval =
        bootstrap.interval95(articles, items -> first.gainAt(kl, items).orElse(Double.NaN));
    if (own.isEmpty() || baseline.isEmpty() || baselineInterval.holdsZero()) {
      return new AtDamage(kl, own, OptionalDouble.empty(), Double.NaN, Double.NaN);
    }
    Bootstrap.Interval ratio =
        bootstrap.interval95(
            articles,
            items ->
                other.gainAt(kl, items).orElse(Double.NaN)
                    / first.gainAt(kl, items).orElse(Double.NaN));
    return new AtDamage(
        kl,
        own,
        OptionalDouble.of(own.getAsDouble() / baseline.getAsDouble()),
        ratio.low(),
        ratio.high());
  }

  private static List<String> articles(List<Trial> trials) {
    return trials.stream().map(Trial::article).toList();
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
