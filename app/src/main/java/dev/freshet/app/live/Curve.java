package dev.freshet.app.live;

import java.util.ArrayList;
import java.util.List;

/**
 * A series of any length in a bounded number of points. Values of one step are one, their mean;
 * where the points are full, neighbours become their mean, and each later point stands for twice as
 * many steps.
 */
final class Curve {
  private final int capacity;
  private final List<double[]> points = new ArrayList<>();
  private long each = 1;
  private double sum;
  private long gathered;
  private long step;
  private double ofStep;
  private long values;

  /**
   * An empty series.
   *
   * @param capacity the most points, an even number
   */
  Curve(int capacity) {
    this.capacity = capacity;
  }

  /** Takes in a value at a step that is not below those before. */
  void add(long at, double value) {
    if (at != step) {
      endStep();
      step = at;
    }
    ofStep += value;
    values++;
  }

  private void endStep() {
    if (values == 0) {
      return;
    }
    sum += ofStep / values;
    gathered++;
    ofStep = 0;
    values = 0;
    if (gathered == each) {
      points.add(new double[] {step, sum / each});
      sum = 0;
      gathered = 0;
      if (points.size() == capacity) {
        halve();
      }
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
    List<double[]> all = new ArrayList<>(points);
    if (values > 0 && gathered + 1 == each) {
      all.add(new double[] {step, (sum + ofStep / values) / each});
    }
    return all;
  }
}
