package dev.freshet.learner.gradient;

import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * A step size of its own for each tensor, or for its rows and columns, on top of the learning rate
 * (Meta-SGD, Li et al. 2017, which has one for each element).
 *
 * @param factors by the parameter's name; a parameter that is not named keeps 1
 */
public record StepSizes(Map<String, StepSize> factors) implements SymmetricMap {
  /** Ends the name of a parameter whose factors by row, or for all of it, a tensor holds. */
  public static final String ROWS = ".rows";

  /** Likewise by column. */
  public static final String COLUMNS = ".columns";

  public StepSizes {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /** One number a tensor. */
  public static StepSizes perTensor(Map<String, Double> factors) {
    Map<String, StepSize> sizes = new LinkedHashMap<>();
    factors.forEach((name, factor) -> sizes.put(name, StepSize.of(factor)));
    return new StepSizes(sizes);
  }

  /**
   * The step sizes in a tree of tensors named by {@link #ROWS} and {@link #COLUMNS}.
   *
   * @param factor of a number that stands there
   */
  public static Map<String, StepSize> of(TensorTree tensors, DoubleUnaryOperator factor) {
    Map<String, StepSize> sizes = new LinkedHashMap<>();
    tensors
        .tensors()
        .forEach(
            (name, rows) -> {
              if (name.endsWith(ROWS)) {
                String parameter = name.substring(0, name.length() - ROWS.length());
                Tensor columns = tensors.tensors().get(parameter + COLUMNS);
                sizes.put(
                    parameter,
                    new StepSize(
                        factors(rows, factor),
                        columns == null ? List.of(1.0) : factors(columns, factor)));
              }
            });
    return sizes;
  }

  private static List<Double> factors(Tensor tensor, DoubleUnaryOperator factor) {
    return Arrays.stream(tensor.to(Dtype.F64).toDoubles()).map(factor).boxed().toList();
  }

  @Override
  public TransformationState init(TensorTree parameters) {
    factors.forEach(
        (name, size) -> {
          if (!parameters.names().contains(name)) {
            throw new IllegalArgumentException("no parameter is named " + name);
          }
          if (!size.fits(parameters.get(name).shape())) {
            throw new IllegalArgumentException(
                "the step sizes of " + name + " are of another shape");
          }
        });
    return TransformationState.EMPTY;
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    Map<String, Tensor> scaled = new LinkedHashMap<>();
    gradients
        .tensors()
        .forEach(
            (name, g) -> {
              StepSize size = factors.get(name);
              scaled.put(name, size == null ? g : size.times(g));
            });
    return new Update(TensorTree.of(scaled), state);
  }
}
