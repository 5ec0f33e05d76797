package dev.freshet.signal.forecast;

import dev.freshet.signal.archive.Archive;
import dev.freshet.signal.archive.Archived;

/**
 * A linear map from features to outputs that is at every moment the ridge regression of all pairs
 * so far, with older ones discounted: after n pairs it minimises
 *
 * <pre>sum_i f^(n-i) |y_i - W x_i|^2 + f^n ridge |W|^2</pre>
 *
 * by Sherman and Morrison's update of the inverse covariance, O(features^2) a pair. Nothing is
 * discounted while the inverse is as large as it was at the start: features that no longer vary
 * would let it grow without bound.
 */
final class RecursiveLeastSquares implements Archived {
  private final int features;
  private final int outputs;
  private final double ridge;
  private final double forgetting;
  private final double[][] inverse;
  private final double[][] weights;

  RecursiveLeastSquares(int features, int outputs, double ridge, double forgetting) {
    this.features = features;
    this.outputs = outputs;
    this.ridge = ridge;
    this.forgetting = forgetting;
    this.inverse = new double[features][features];
    this.weights = new double[outputs][features];
    for (int i = 0; i < features; i++) {
      inverse[i][i] = 1 / ridge;
    }
  }

  double[] predict(double[] x) {
    double[] y = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < features; i++) {
        y[o] += weights[o][i] * x[i];
      }
    }
    return y;
  }

  void learn(double[] x, double[] y) {
    double discount = trace() > features / ridge ? 1 : forgetting;
    double[] gain = new double[features];
    double through = discount;
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        gain[i] += inverse[i][j] * x[j];
      }
      through += x[i] * gain[i];
    }
    double[] predicted = predict(x);
    for (int o = 0; o < outputs; o++) {
      double error = (y[o] - predicted[o]) / through;
      for (int i = 0; i < features; i++) {
        weights[o][i] += error * gain[i];
      }
    }
    // Only one half is computed, so that rounding cannot make the matrix lopsided.
    for (int i = 0; i < features; i++) {
      for (int j = 0; j <= i; j++) {
        double updated = (inverse[i][j] - gain[i] * gain[j] / through) / discount;
        inverse[i][j] = updated;
        inverse[j][i] = updated;
      }
    }
  }

  private double trace() {
    double trace = 0;
    for (int i = 0; i < features; i++) {
      trace += inverse[i][i];
    }
    return trace;
  }

  @Override
  public void keep(Archive archive) {
    archive.each(weights);
    // The matrix is symmetric: one half is enough.
    for (int i = 0; i < features; i++) {
      for (int j = 0; j <= i; j++) {
        inverse[i][j] = archive.of(inverse[i][j]);
        inverse[j][i] = inverse[i][j];
      }
    }
  }
}
