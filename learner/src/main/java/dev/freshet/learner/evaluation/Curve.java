package dev.freshet.learner.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Uptake against damage for one method: a point for each learning rate. The gain is the mean over
 * questions, the damage the mean over documents.
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

  /** Learning rates, ascending. */
  public List<Double> rates() {
    return List.copyOf(byRate.keySet());
  }

  List<Trial> at(double rate) {
    return byRate.getOrDefault(rate, List.of());
  }

  /** The mean gain over the questions of all documents at a rate. */
  public double gain(double rate) {
    return gain(at(rate), all(rate));
  }

  /** The mean damage over documents at a rate. */
  public double kl(double rate) {
    return at(rate).stream().mapToDouble(Trial::kl).average().orElse(Double.NaN);
  }

  int[] all(double rate) {
    int[] items = new int[at(rate).size()];
    for (int i = 0; i < items.length; i++) {
      items[i] = i;
    }
    return items;
  }

  /**
   * The gain at a given damage, linear in log KL between the two rates that enclose it; empty where
   * none do.
   *
   * @param items indices of documents, the same for every rate
   */
  OptionalDouble gainAt(double kl, int[] items) {
    double lowKl = Double.NaN;
    double lowGain = Double.NaN;
    for (double rate : byRate.keySet()) {
      List<Trial> trials = at(rate);
      double present = kl(trials, items);
      double gain = gain(trials, items);
      if (lowKl <= kl && kl <= present) {
        double share = present == lowKl ? 0 : Math.log(kl / lowKl) / Math.log(present / lowKl);
        return OptionalDouble.of(lowGain + share * (gain - lowGain));
      }
      lowKl = present;
      lowGain = gain;
    }
    return OptionalDouble.empty();
  }

  static double gain(List<Trial> trials, int[] items) {
    double gain = 0;
    long questions = 0;
    for (int item : items) {
      gain += trials.get(item).gain();
      questions += trials.get(item).nllBase().length;
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
