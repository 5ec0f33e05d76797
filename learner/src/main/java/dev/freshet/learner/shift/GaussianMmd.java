package dev.freshet.learner.shift;

import java.util.Arrays;

/**
 * The squared maximum mean discrepancy (Gretton et al. 2012) under a Gaussian kernel, which is
 * characteristic: it tells any two distributions apart.
 *
 * <pre>
 * k(x, y) = exp(-|x - y|^2 / (2 l^2))        l = the median distance between pooled points
 * MMD^2_u = mean of k(x_i, x_j), i != j  +  mean of k(y_i, y_j), i != j  -  2 mean of k(x_i, y_j)
 * </pre>
 *
 * <p>The estimate is unbiased, so it may be negative.
 */
public final class GaussianMmd implements TwoSampleTest {
  private final double fixedWidth;

  /** With the kernel's width taken from the points. */
  public GaussianMmd() {
    this(0);
  }

  /**
   * @param fixedWidth of the kernel; 0 for the median distance
   */
  GaussianMmd(double fixedWidth) {
    this.fixedWidth = fixedWidth;
  }

  @Override
  public TestDescription description() {
    return new TestDescription(
        "mmd",
        "MMD^2, unbiased, Gaussian kernel as wide as the median distance of the pooled vectors",
        "N^2 (d + B)",
        "Gretton et al. 2012");
  }

  @Override
  public Pool pool(double[][] points) {
    int n = points.length;
    double[][] kernel = new double[n][];
    for (int i = 0; i < n; i++) {
      kernel[i] = new double[i];
      for (int j = 0; j < i; j++) {
        kernel[i][j] = squaredDistance(points[i], points[j]);
      }
    }
    double width = fixedWidth > 0 ? fixedWidth : medianDistance(kernel);
    double all = 0;
    for (double[] row : kernel) {
      for (int j = 0; j < row.length; j++) {
        row[j] = Math.exp(-row[j] / (2 * width * width));
        all += row[j];
      }
    }
    double sum = all;
    return isFirst -> distance(kernel, sum, isFirst);
  }

  private static double squaredDistance(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return sum;
  }

  /** 1 where most points are one and the same. */
  private static double medianDistance(double[][] squares) {
    double[] sorted = Arrays.stream(squares).flatMapToDouble(Arrays::stream).sorted().toArray();
    double median = Math.sqrt(sorted[sorted.length / 2]);
    return median > 0 ? median : 1;
  }

  /** Each pair once: those within either sample are added up, the rest is what lies between. */
  private static double distance(double[][] kernel, double all, boolean[] isFirst) {
    double within = 0;
    double withinOther = 0;
    int n = 0;
    for (int i = 0; i < isFirst.length; i++) {
      n += isFirst[i] ? 1 : 0;
      double sum = 0;
      for (int j = 0; j < i; j++) {
        sum += isFirst[i] == isFirst[j] ? kernel[i][j] : 0;
      }
      within += isFirst[i] ? sum : 0;
      withinOther += isFirst[i] ? 0 : sum;
    }
    double m = isFirst.length - n;
    double between = all - within - withinOther;
    return 2 * within / (n * (n - 1.0)) + 2 * withinOther / (m * (m - 1)) - 2 * between / (n * m);
  }
}
