package dev.freshet.learner.shift;

import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;

/** Samples with a known truth. */
final class Samples {
  private Samples() {}

  /** Normal vectors of independent numbers, all with one mean and one deviation. */
  static double[][] normal(
      CounterRandom random, int count, int dimensions, double mean, double deviation) {
    double[][] points = new double[count][dimensions];
    for (double[] point : points) {
      for (int i = 0; i < dimensions; i++) {
        point[i] = mean + deviation * random.nextGaussian();
      }
    }
    return points;
  }

  static double[][] of(double... values) {
    return Arrays.stream(values).mapToObj(value -> new double[] {value}).toArray(double[][]::new);
  }

  /** The distance that a test gives two samples. */
  static double distance(TwoSampleTest test, double[][] x, double[][] y) {
    double[][] pooled = new double[x.length + y.length][];
    boolean[] isFirst = new boolean[pooled.length];
    for (int i = 0; i < pooled.length; i++) {
      // Interleaved, as a permutation would have them.
      int place = i * 11 % pooled.length;
      isFirst[place] = i < x.length;
      pooled[place] = isFirst[place] ? x[i] : y[i - x.length];
    }
    return test.pool(pooled).distance(isFirst);
  }

  /** The mean of a function of two points over all pairs, those of a point with itself left out. */
  static double mean(
      double[][] x, double[][] y, boolean same, ToDoubleBiFunction<double[], double[]> of) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        if (!same || i != j) {
          sum += of.applyAsDouble(x[i], y[j]);
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  static double length(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.pow(x[i] - y[i], 2);
    }
    return Math.sqrt(sum);
  }
}
