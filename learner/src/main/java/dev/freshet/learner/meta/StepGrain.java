package dev.freshet.learner.meta;

import static dev.freshet.learner.gradient.StepSizes.COLUMNS;
import static dev.freshet.learner.gradient.StepSizes.ROWS;

import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How finely step sizes are learned. */
public enum StepGrain {
  /** One for each tensor. */
  TENSOR,
  /**
   * For a matrix the product of one for its row and one for its column; for a vector each its own.
   */
  ROW;

  /** As options and cards spell it. */
  public String spelled() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Logarithms of step sizes of 1, in the current scope: for each parameter one tensor that its
   * shape broadcasts with, by rows {@code [1]}, {@code [n]} or {@code [n, 1]}, and for a matrix one
   * by columns {@code [1, m]}.
   */
  TensorTree logs(TensorTree base) {
    Map<String, Tensor> logs = new LinkedHashMap<>();
    base.tensors()
        .forEach(
            (name, tensor) -> {
              long[] shape = tensor.shape();
              if (this == TENSOR) {
                logs.put(name + ROWS, Tensor.zeros(tensor.dtype(), 1));
              } else if (shape.length == 1) {
                logs.put(name + ROWS, Tensor.zeros(tensor.dtype(), shape));
              } else {
                logs.put(name + ROWS, Tensor.zeros(tensor.dtype(), shape[0], 1));
                logs.put(name + COLUMNS, Tensor.zeros(tensor.dtype(), 1, shape[1]));
              }
            });
    return TensorTree.of(logs);
  }

  /**
   * The derivative by such logarithms, of that by one for each element.
   *
   * @return in the current scope
   */
  static TensorTree derivative(TensorTree logs, TensorTree byElement) {
    Map<String, Tensor> sums = new LinkedHashMap<>();
    logs.tensors()
        .forEach(
            (name, log) -> {
              boolean byRow = name.endsWith(ROWS);
              String suffix = byRow ? ROWS : COLUMNS;
              Tensor all = byElement.get(name.substring(0, name.length() - suffix.length()));
              sums.put(
                  name,
                  log.count() == 1 && byRow ? all.sum().reshape(log.shape()) : along(all, byRow));
            });
    return TensorTree.of(sums);
  }

  private static Tensor along(Tensor all, boolean byRow) {
    return all.shape().length == 1 ? all : all.sum(byRow ? 1 : 0, true);
  }
}
