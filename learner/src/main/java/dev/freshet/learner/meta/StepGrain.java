package dev.freshet.learner.meta;

import dev.freshet.learner.gradient.StepSize;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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

  private static final String ROWS = ".rows";
  private static final String COLUMNS = ".columns";

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

  /** The step sizes that such logarithms stand for, by the parameter's name. */
  static Map<String, StepSize> sizes(TensorTree logs) {
    Map<String, StepSize> sizes = new LinkedHashMap<>();
    logs.tensors()
        .forEach(
            (name, rows) -> {
              if (name.endsWith(ROWS)) {
                String parameter = name.substring(0, name.length() - ROWS.length());
                Tensor columns = logs.tensors().get(parameter + COLUMNS);
                sizes.put(
                    parameter,
                    new StepSize(
                        exponentials(rows),
                        columns == null ? List.of(1.0) : exponentials(columns)));
              }
            });
    return sizes;
  }

  private static List<Double> exponentials(Tensor logs) {
    return Arrays.stream(logs.to(Dtype.F64).toDoubles()).map(Math::exp).boxed().toList();
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
