package dev.freshet.app.live;

import java.util.ArrayList;
import java.util.List;

/**
 * A series of any length in a bounded number of points: where they are full, neighbours become
 * their mean, and each later point stands for twice as many values.
 */
final class Curve {
  private final int capacity;
  private final List<double[]> points = new ArrayList<>();
  private long each = 1;
  private double sum;
  private long gathered;

  /**
   * An empty series.
   *
   * @param capacity the most points, an even number
   */
  Curve(int capacity) {
    this.capacity = capacity;
  }

  /** Takes in a value at a step that is not below those before. */
  void add(long step, double value) {
    sum += value;
    gathered++;
    if (gathered < each) {
      return;
    }
    points.add(new double[] {step, sum / gathered});
    sum = 0;
    gathered = 0;
    if (points.size() == capacity) {
      halve();
    }
  }

  private void halve() {
    for (int i = 0; i < capacity / 2; i++) {
      double[] first = points.get(2 * i);
      double[] second = points.get(2 * i + 1);
      points.set(i, new double[] {second[0], (first[1] + second[1]) / 2});
    }
    points.subList(capacity / 2, capacity).clear();
    each *= 2;
  }

  /** Pairs of step and mean value, the oldest first. */
  List<double[]> points() {
    return List.copyOf(points);
  }
}
