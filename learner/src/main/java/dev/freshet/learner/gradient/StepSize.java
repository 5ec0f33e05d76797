package dev.freshet.learner.gradient;

import dev.freshet.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How far a tensor steps: a factor on the learning rate, for all of it or for each of its rows and
 * columns. Element (i, j) of a matrix steps {@code rows_i columns_j} times as far; a list of one
 * number holds for all. A tensor of one axis has no columns.
 *
 * @param rows 0 or more, one or one for each place on the first axis
 * @param columns likewise on the second
 */
public record StepSize(List<Double> rows, List<Double> columns) {
  private static final List<Double> ONE = List.of(1.0);

  public StepSize {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    requireFactors(rows);
    requireFactors(columns);
  }

  /** The same for all of a tensor. */
  public static StepSize of(double factor) {
    return new StepSize(List.of(factor), ONE);
  }

  private static void requireFactors(List<Double> factors) {
    if (factors.isEmpty()) {
      throw new IllegalArgumentException("a step size has one number or more");
    }
    for (double factor : factors) {
      if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a step size is " + factor);
      }
    }
  }

  /** Whether all of the tensor steps alike. */
  public boolean isSingle() {
    return rows.size() == 1 && columns.size() == 1;
  }

  /** Whether a tensor of that shape can be scaled by it. */
  public boolean fits(long[] shape) {
    return fits(rows, shape, 0) && fits(columns, shape, 1);
  }

  private static boolean fits(List<Double> factors, long[] shape, int axis) {
    return factors.size() == 1 || (axis < shape.length && factors.size() == shape[axis]);
  }

  /** The mean factor over a tensor's elements. */
  public double mean() {
    return mean(rows) * mean(columns);
  }

  /** The largest factor of any element. */
  public double largest() {
    return Collections.max(rows) * Collections.max(columns);
  }

  private static double mean(List<Double> factors) {
    return factors.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** A gradient or an update of that tensor, scaled. */
  Tensor times(Tensor tensor) {
    return isSingle() ? tensor.scaled(mean()) : along(along(tensor, rows, 0), columns, 1);
  }

  private static Tensor along(Tensor tensor, List<Double> factors, int axis) {
    if (factors.size() == 1) {
      return factors.equals(ONE) ? tensor : tensor.scaled(factors.get(0));
    }
    long[] shape = new long[tensor.shape().length];
    Arrays.fill(shape, 1);
    shape[axis] = factors.size();
    double[] values = factors.stream().mapToDouble(Double::doubleValue).toArray();
    try (Tensor scale = Tensor.of(values, tensor.dtype(), shape)) {
      return tensor.times(scale);
    }
  }
}
