package dev.freshet.learner.evaluation;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Methods beside each other, at equal damage and each at its own rate. */
public final class Comparison {
  private final Bootstrap bootstrap;

  /**
   * @param leastClusters fewer give no interval
   */
  public Comparison(long seed, int leastClusters) {
    this.bootstrap = new Bootstrap(seed, leastClusters);
  }

  /**
   * A method at one rate: means over the questions of all its trials, damage and cost over trials.
   *
   * @param gainCi95 of the mean gain; null from too few clusters
   * @param nllRightAfter the mean right after the step on the question's document
   * @param f1Base with the others of its kind NaN where nothing was generated
   * @param answeredBefore the questions that the base model answers right, apart
   */
  public record Row(
      double learningRate,
      int trials,
      int questions,
      double nllBase,
      double nllNow,
      double nllRightAfter,
      double gain,
      @Nullable Interval gainCi95,
      double f1Base,
      double f1Now,
      double exactBase,
      double exactNow,
      double prefixBase,
      double prefixNow,
      Part answeredBefore,
      Part others,
      double localityNllBase,
      double localityNllNow,
      double kl,
      double meanWeight,
      double updateNorm,
      int refused,
      double seconds) {}

  /** Some of the questions. */
  public record Part(int questions, double gain) {}

  /**
   * A method at a given damage.
   *
   * @param ratio its gain over the first method's; empty where one of them is not bracketed, or
   *     where the first one's own gain has zero in its interval
   * @param ratioCi95 null where there is no ratio, or too few clusters
   */
  public record AtDamage(
      double kl, OptionalDouble gain, OptionalDouble ratio, @Nullable Interval ratioCi95) {}

  /** The row of one rate. */
  public Row row(Curve curve, double rate) {
    List<Trial> trials = curve.at(rate);
    return new Row(
        rate,
        trials.size(),
        trials.stream().mapToInt(Trial::questions).sum(),
        overQuestions(trials, trial -> trial.base().nll()),
        overQuestions(trials, trial -> trial.now().nll()),
        overQuestions(trials, Trial::nllRightAfter),
        curve.gain(rate),
        bootstrap.interval95(clusters(trials), items -> Curve.gain(trials, items)),
        overQuestions(trials, trial -> trial.base().f1()),
        overQuestions(trials, trial -> trial.now().f1()),
        overQuestions(trials, trial -> trial.base().exactMatch()),
        overQuestions(trials, trial -> trial.now().exactMatch()),
        overQuestions(trials, trial -> trial.base().prefixMatch()),
        overQuestions(trials, trial -> trial.now().prefixMatch()),
        part(trials, true),
        part(trials, false),
        mean(trials, trial -> trial.elsewhere().nllBase()),
        mean(trials, trial -> trial.elsewhere().nllNow()),
        curve.kl(rate),
        mean(trials, Trial::meanWeight),
        mean(trials, Trial::updateNorm),
        trials.stream().mapToInt(Trial::refused).sum(),
        mean(trials, Trial::seconds));
  }

  /** A method against the first one, at a damage; both have read the same documents. */
  public AtDamage atDamage(double kl, Curve first, Curve other) {
    List<Trial> trials = other.at(other.lowest());
    if (!units(trials).equals(units(first.at(first.lowest())))) {
      throw new IllegalArgumentException("the two methods were tried on different documents");
    }
    List<String> clusters = clusters(trials);
    OptionalDouble own = other.gainAt(kl);
    OptionalDouble baseline = first.gainAt(kl);
    Interval around = bootstrap.interval95(clusters, items -> first.gainAt(kl, items));
    if (own.isEmpty() || baseline.isEmpty() || (around != null && around.holdsZero())) {
      return new AtDamage(kl, own, OptionalDouble.empty(), null);
    }
    return new AtDamage(
        kl,
        own,
        OptionalDouble.of(own.getAsDouble() / baseline.getAsDouble()),
        bootstrap.interval95(clusters, items -> other.gainAt(kl, items) / first.gainAt(kl, items)));
  }

  private static List<String> clusters(List<Trial> trials) {
    return trials.stream().map(Trial::cluster).toList();
  }

  private static List<String> units(List<Trial> trials) {
    return trials.stream().map(Trial::unit).toList();
  }

  private static double mean(List<Trial> trials, ToDoubleFunction<Trial> of) {
    return trials.stream().mapToDouble(of).average().orElse(Double.NaN);
  }

  private static double overQuestions(
      List<Trial> trials, java.util.function.Function<Trial, double[]> of) {
    long count = trials.stream().mapToLong(trial -> of.apply(trial).length).sum();
    return trials.stream().mapToDouble(trial -> Trial.sum(of.apply(trial))).sum() / count;
  }

  /**
   * The questions that the base model answers right, or the others; none where it was not asked.
   */
  private static Part part(List<Trial> trials, boolean answered) {
    int questions = 0;
    double gain = 0;
    for (Trial trial : trials) {
      double[] exact = trial.base().exactMatch();
      int[] chosen =
          IntStream.range(0, exact.length).filter(i -> (exact[i] == 1) == answered).toArray();
      questions += chosen.length;
      for (int i : chosen) {
        gain += trial.base().nll()[i] - trial.now().nll()[i];
      }
    }
    return new Part(questions, gain / questions);
  }
}
