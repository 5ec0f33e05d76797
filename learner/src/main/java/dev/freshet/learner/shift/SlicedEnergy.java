package dev.freshet.learner.shift;

import dev.freshet.tensor.CounterRandom;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The energy distance, which is the squared MMD of the Riesz kernel -|x - y|, by random slices
 * (Hertrich et al. 2024): it has no bandwidth to choose, and takes sorting instead of all pairs.
 *
 * <pre>
 * D^2 = 2 E|X - Y| - E|X - X'| - E|Y - Y'| = c_d E over directions of D^2(projected)
 * D^2(projected) = 2 integral (F - G)^2            F, G the samples' distribution functions
 * c_d = sqrt(pi) Gamma((d + 1) / 2) / Gamma(d / 2)
 * </pre>
 *
 * <p>Never negative. Of one number a vector it is exact.
 */
public final class SlicedEnergy implements TwoSampleTest {
  private static final int SLICES = 64;
  private static final long SEED = CounterRandom.seedOf("shift.slices");

  private final int slices;

  public SlicedEnergy() {
    this(SLICES);
  }

  SlicedEnergy(int slices) {
    this.slices = slices;
  }

  @Override
  public TestDescription description() {
    return new TestDescription(
        "sliced-energy",
        "energy distance (MMD^2 of the kernel -\\|x - y\\|) in %d random directions"
            .formatted(SLICES),
        "%d N (d + log N + B)".formatted(SLICES),
        "Székely and Rizzo 2013; Hertrich et al. 2024");
  }

  @Override
  public Pool pool(double[][] points) {
    int dimensions = points[0].length;
    Slice[] made = new Slice[dimensions == 1 ? 1 : slices];
    for (int s = 0; s < made.length; s++) {
      made[s] = Slice.of(points, direction(dimensions, s));
    }
    double scale = factor(dimensions) / made.length;
    return isFirst -> {
      double sum = 0;
      for (Slice slice : made) {
        sum += slice.distance(isFirst);
      }
      return scale * sum;
    };
  }

  /** Uniform on the sphere. */
  private static double[] direction(int dimensions, int slice) {
    CounterRandom random = new CounterRandom(SEED, slice);
    double[] direction = new double[dimensions];
    double norm = 0;
    for (int i = 0; i < dimensions; i++) {
      direction[i] = random.nextGaussian();
      norm += direction[i] * direction[i];
    }
    for (int i = 0; i < dimensions; i++) {
      direction[i] /= Math.sqrt(norm);
    }
    return direction;
  }

  /** c_d, from c_1 = 1 and c_2 = pi / 2 by c_d = c_(d-2) (d - 1) / (d - 2). */
  static double factor(int dimensions) {
    double factor = dimensions % 2 == 1 ? 1 : Math.PI / 2;
    for (int d = dimensions % 2 == 1 ? 3 : 4; d <= dimensions; d += 2) {
      factor *= (d - 1.0) / (d - 2.0);
    }
    return factor;
  }

  /**
   * The points along one direction.
   *
   * @param order the points' numbers, the lowest first
   * @param gaps between each and the next
   */
  private record Slice(int[] order, double[] gaps) {
    static Slice of(double[][] points, double[] direction) {
      double[] projected = new double[points.length];
      for (int p = 0; p < points.length; p++) {
        for (int i = 0; i < direction.length; i++) {
          projected[p] += direction[i] * points[p][i];
        }
      }
      int[] order =
          IntStream.range(0, projected.length)
              .boxed()
              .sorted(Comparator.comparingDouble(p -> projected[p]))
              .mapToInt(Integer::intValue)
              .toArray();
      double[] gaps = new double[order.length - 1];
      for (int i = 0; i < gaps.length; i++) {
        gaps[i] = projected[order[i + 1]] - projected[order[i]];
      }
      return new Slice(order, gaps);
    }

    double distance(boolean[] isFirst) {
      int n = 0;
      for (boolean first : isFirst) {
        n += first ? 1 : 0;
      }
      double up = 1.0 / n;
      double down = 1.0 / (isFirst.length - n);
      double difference = 0;
      double sum = 0;
      for (int i = 0; i < gaps.length; i++) {
        difference += isFirst[order[i]] ? up : -down;
        sum += difference * difference * gaps[i];
      }
      return 2 * sum;
    }
  }
}
