package dev.freshet.learner.gate;

import dev.freshet.learner.shift.PermutationTest;
import dev.freshet.learner.shift.TwoSampleTest;
import dev.freshet.learner.shift.TwoSampleTests;
import dev.freshet.tensor.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether windows of documents are told from a reference, by each two-sample test. A document is a
 * vector of its scores, but for those that depend on a comparison, and of its projected hidden
 * state; each number counts in standard deviations of the pooled documents.
 */
public final class WindowTrial {
  /** Documents in a window. */
  private static final int WINDOW = 32;

  /** Documents of the reference, the newest. */
  private static final int REFERENCE = 200;

  private static final int PERMUTATIONS = 199;
  private static final double LEVEL = 0.05;
  private static final long SEED = CounterRandom.seedOf("gate.windows");

  private final double[][] reference;

  /**
   * Every test on every stretch.
   *
   * @param usual documents like the reference, after it
   * @param mixed one strange one to four of these
   */
  public record Result(List<Windows> usual, List<Windows> mixed, List<Windows> strange) {}

  /**
   * What one test says of one stretch of the stream, cut into windows that share no document.
   *
   * @param window documents in each
   * @param medianP of the windows; null where the stretch has too few documents for one
   * @param alarms the share of windows with p <= 0.05
   */
  public record Windows(
      String test, int window, int windows, @Nullable Double medianP, @Nullable Double alarms) {}

  WindowTrial(List<Reading> reference) {
    int from = Math.max(0, reference.size() - REFERENCE);
    this.reference = points(reference.subList(from, reference.size()));
  }

  /** Every test on a stretch of the stream. */
  List<Windows> over(List<Reading> stretch) {
    double[][] points = points(stretch);
    return TwoSampleTests.all().stream().map(test -> over(points, test)).toList();
  }

  private Windows over(double[][] points, TwoSampleTest test) {
    String name = test.description().name();
    int window = Math.min(WINDOW, points.length);
    if (window < 2 || reference.length < 2) {
      return new Windows(name, window, 0, null, null);
    }
    PermutationTest permutations = new PermutationTest(test, PERMUTATIONS);
    List<Double> p = new ArrayList<>();
    for (int from = 0; from + window <= points.length; from += window) {
      double[][] recent = Arrays.copyOfRange(points, from, from + window);
      double[] deviations = deviations(recent);
      CounterRandom random = new CounterRandom(SEED, from);
      p.add(permutations.of(over(reference, deviations), over(recent, deviations), random).p());
    }
    List<Double> sorted = p.stream().sorted().toList();
    long alarms = p.stream().filter(value -> value <= LEVEL).count();
    return new Windows(
        name, window, p.size(), sorted.get(sorted.size() / 2), (double) alarms / p.size());
  }

  /** Of the documents all of whose numbers are finite. */
  private static double[][] points(List<Reading> readings) {
    List<double[]> points = new ArrayList<>();
    for (Reading reading : readings) {
      double[] scores = NoveltyScores.values(reading);
      if (NoveltyScores.areFinite(scores)) {
        double[] state = new Projection(reading.hidden().length).of(reading.hidden());
        points.add(
            DoubleStream.concat(
                    Arrays.stream(scores).filter(Double::isFinite), Arrays.stream(state))
                .toArray());
      }
    }
    return points.toArray(double[][]::new);
  }

  /** Of each number, over the reference and a window together: whichever half a document is in. */
  private double[] deviations(double[][] recent) {
    double[] deviations = new double[recent[0].length];
    for (int i = 0; i < deviations.length; i++) {
      int number = i;
      double[] values =
          Stream.of(reference, recent)
              .flatMap(Arrays::stream)
              .mapToDouble(point -> point[number])
              .toArray();
      double mean = Arrays.stream(values).average().orElse(0);
      double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
      deviations[i] = Math.max(1e-12 * (1 + Math.abs(mean)), Math.sqrt(squares / values.length));
    }
    return deviations;
  }

  private static double[][] over(double[][] points, double[] deviations) {
    double[][] scaled = new double[points.length][deviations.length];
    for (int p = 0; p < points.length; p++) {
      for (int i = 0; i < deviations.length; i++) {
        scaled[p][i] = points[p][i] / deviations[i];
      }
    }
    return scaled;
  }
}
