package dev.freshet.learner.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Uptake against damage for one method: a point for each learning rate. The gain is the mean over
 * questions, the damage the mean over trials.
 */
public final class Curve {
  private final Map<Double, List<Trial>> byRate;

  private Curve(Map<Double, List<Trial>> byRate) {
    this.byRate = byRate;
  }

  /** The curve of one method's trials. */
  public static Curve of(List<Trial> trials) {
    Map<Double, List<Trial>> byRate = new LinkedHashMap<>();
    trials.stream()
        .sorted(Comparator.comparingDouble(Trial::learningRate))
        .forEach(
            trial ->
                byRate.computeIfAbsent(trial.learningRate(), r -> new ArrayList<>()).add(trial));
    return new Curve(byRate);
  }

  /** The curve of some of its trials. */
  public Curve of(Predicate<Trial> some) {
    return of(byRate.values().stream().flatMap(List::stream).filter(some).toList());
  }

  /** Learning rates, ascending. */
  public List<Double> rates() {
    return List.copyOf(byRate.keySet());
  }

  double lowest() {
    return rates().get(0);
  }

  double highest() {
    return rates().get(byRate.size() - 1);
  }

  List<Trial> at(double rate) {
    return byRate.getOrDefault(rate, List.of());
  }

  /** The mean gain over the questions of all trials at a rate; minus infinity where it diverged. */
  public double gain(double rate) {
    double gain = gain(at(rate), all());
    return Double.isFinite(gain) ? gain : Double.NEGATIVE_INFINITY;
  }

  /** The mean damage over trials at a rate; infinite where it diverged. */
  public double kl(double rate) {
    double kl = kl(at(rate), all());
    return Double.isFinite(kl) ? kl : Double.POSITIVE_INFINITY;
  }

  /** The rate of most gain among those whose damage is at most so much; empty where none is. */
  OptionalDouble best(double mostKl) {
    return byRate.keySet().stream()
        .filter(rate -> kl(rate) <= mostKl)
        .max(Comparator.comparingDouble(this::gain))
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }

  int[] all() {
    return IntStream.range(0, at(lowest()).size()).toArray();
  }

  /** The gain at a given damage; empty where no two rates enclose it. */
  public OptionalDouble gainAt(double kl) {
    List<Double> rates = rates();
    boolean enclosed =
        rates.stream().anyMatch(rate -> kl(rate) <= kl)
            && rates.stream().anyMatch(rate -> kl(rate) >= kl && Double.isFinite(kl(rate)));
    return enclosed ? OptionalDouble.of(gainAt(kl, all())) : OptionalDouble.empty();
  }

  /**
   * The gain at a given damage, linear in log KL between the two rates that enclose it. In a
   * resample that reaches no further, the last two are drawn out: to leave such resamples away
   * would make an interval too narrow.
   *
   * @param items indices of trials, the same for every rate
   */
  double gainAt(double kl, int[] items) {
    List<double[]> points = new ArrayList<>();
    for (List<Trial> trials : byRate.values()) {
      double damage = kl(trials, items);
      if (damage > 0 && Double.isFinite(damage)) {
        points.add(new double[] {Math.log(damage), gain(trials, items)});
      }
    }
    if (points.size() < 2) {
      return Double.NaN;
    }
    int above = 1;
    while (above < points.size() - 1 && points.get(above)[0] < Math.log(kl)) {
      above++;
    }
    double[] low = points.get(above - 1);
    double[] high = points.get(above);
    double share = high[0] == low[0] ? 0 : (Math.log(kl) - low[0]) / (high[0] - low[0]);
    return low[1] + share * (high[1] - low[1]);
  }

  static double gain(List<Trial> trials, int[] items) {
    double gain = 0;
    long questions = 0;
    for (int item : items) {
      gain += trials.get(item).gain();
      questions += trials.get(item).questions();
    }
    return gain / questions;
  }

  private static double kl(List<Trial> trials, int[] items) {
    double sum = 0;
    for (int item : items) {
      sum += trials.get(item).kl();
    }
    return sum / items.length;
  }
}
