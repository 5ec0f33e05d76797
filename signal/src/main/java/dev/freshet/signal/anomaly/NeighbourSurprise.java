package dev.freshet.signal.anomaly;

import dev.freshet.signal.archive.Archive;
import java.util.Arrays;

/**
 * How far the last values, as a vector, lie from their nearest neighbours among the vectors of the
 * recent past: the nonconformity of KNN-CAD (Burnaev and Ishimtsev 2016). Vectors that share a
 * value with the newest are no neighbours.
 */
final class NeighbourSurprise implements Surprise {
  private static final int WIDTH = 8;
  private static final int KEPT = 400;
  private static final int NEIGHBOURS = 5;

  private final double[] values = new double[KEPT + 2 * WIDTH];
  private final double[] nearest = new double[NEIGHBOURS];
  private final Spread spread = new Spread();
  private final Tail tail = new Tail();
  private int held;

  @Override
  public double of(long second, double value) {
    spread.add(value);
    if (held == values.length) {
      System.arraycopy(values, 1, values, 0, --held);
    }
    values[held++] = value;
    if (held < 2 * WIDTH + NEIGHBOURS) {
      return Double.NaN;
    }
    return tail.surprise(meanDistance() * spread.scale());
  }

  private double meanDistance() {
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int newest = held - WIDTH;
    for (int start = 0; start + WIDTH <= newest; start++) {
      insert(squared(start, newest));
    }
    double sum = 0;
    for (double distance : nearest) {
      sum += Math.sqrt(distance);
    }
    return sum / NEIGHBOURS;
  }

  private double squared(int first, int second) {
    double sum = 0;
    for (int i = 0; i < WIDTH && sum < nearest[NEIGHBOURS - 1]; i++) {
      double difference = values[first + i] - values[second + i];
      sum += difference * difference;
    }
    return sum;
  }

  private void insert(double distance) {
    int at = NEIGHBOURS - 1;
    if (distance >= nearest[at]) {
      return;
    }
    while (at > 0 && nearest[at - 1] > distance) {
      nearest[at] = nearest[at - 1];
      at--;
    }
    nearest[at] = distance;
  }

  @Override
  public void keep(Archive archive) {
    archive.each(values);
    held = archive.of(held);
    spread.keep(archive);
    tail.keep(archive);
  }
}
