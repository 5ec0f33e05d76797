package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;
import java.util.Arrays;

/**
 * A bounded set of vectors that covers all vectors seen, as the categories of adaptive resonance do
 * (Carpenter and Grossberg 1987): one is added where none lies near. Where there is no room the one
 * that was met longest ago makes place, which is how the unusual becomes unusual again.
 */
final class Prototypes implements Archived {
  private static final int MOST = 512;

  private final int dimensions;
  private final double radius;
  private double[] vectors;
  private int[] met;
  private int size;
  private int clock;
  private int nearest;

  /**
   * @param radius a vector this near to another one, in deviations, needs no prototype of its own
   */
  Prototypes(int dimensions, double radius) {
    this.dimensions = dimensions;
    this.radius = radius;
    this.vectors = new double[8 * dimensions];
    this.met = new int[8];
  }

  /** The distance to the nearest prototype, each dimension scaled; 0 where there is none. */
  double distance(double[] vector, double[] scale) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0, at = 0; i < size; i++, at += dimensions) {
      double squared = 0;
      for (int d = 0; d < dimensions; d++) {
        double difference = (vectors[at + d] - vector[d]) * scale[d];
        squared += difference * difference;
      }
      if (squared < best) {
        best = squared;
        nearest = i;
      }
    }
    return size == 0 ? 0 : Math.sqrt(best);
  }

  /** The distance of a vector as above, which is then one of those seen. */
  double learn(double[] vector, double[] scale) {
    clock++;
    double distance = distance(vector, scale);
    if (size > 0 && distance <= radius) {
      met[nearest] = clock;
    } else {
      add(vector);
    }
    return distance;
  }

  private void add(double[] vector) {
    int place = size < MOST ? size++ : longestAgo();
    if (place == met.length) {
      int larger = Math.min(MOST, 2 * place);
      met = Arrays.copyOf(met, larger);
      vectors = Arrays.copyOf(vectors, larger * dimensions);
    }
    System.arraycopy(vector, 0, vectors, place * dimensions, dimensions);
    met[place] = clock;
  }

  private int longestAgo() {
    int oldest = 0;
    for (int i = 1; i < size; i++) {
      if (met[i] < met[oldest]) {
        oldest = i;
      }
    }
    return oldest;
  }

  @Override
  public void keep(Archive archive) {
    size = archive.of(size);
    clock = archive.of(clock);
    nearest = archive.of(nearest);
    vectors = archive.sized(vectors);
    met = met.length * dimensions == vectors.length ? met : new int[vectors.length / dimensions];
    archive.each(met);
  }
}
