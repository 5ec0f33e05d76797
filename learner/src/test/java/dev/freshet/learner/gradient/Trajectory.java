package dev.freshet.learner.gradient;

import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Map;

/** The path of one parameter under given gradients. */
final class Trajectory {
  static final double[] START = {1, -0.5, 0.25, 2};

  /** Gradients of both signs and of sizes far apart, one row a step. */
  static final double[][] GRADIENTS = gradients(10);

  private Trajectory() {}

  private static double[][] gradients(int steps) {
    double[][] gradients = new double[steps][START.length];
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < START.length; i++) {
        gradients[step][i] = Math.sin(3 * step + i + 1) * Math.pow(10, i - 2);
      }
    }
    return gradients;
  }

  /** Where {@link #START}, as a matrix, ends after all steps. */
  static double[] end(GradientTransformation transformation, Dtype dtype) {
    return end(transformation, dtype, GRADIENTS, 2, 2);
  }

  static double[] end(
      GradientTransformation transformation, Dtype dtype, double[][] gradients, long... shape) {
    TensorTree parameters = tree(START, dtype, shape);
    TransformationState state = transformation.init(parameters);
    for (double[] gradient : gradients) {
      GradientTransformation.Update update =
          transformation.update(tree(gradient, dtype, shape), state, parameters);
      parameters = parameters.plus(update.updates());
      state = update.state();
    }
    return parameters.get("w").to(Dtype.F64).toDoubles();
  }

  static TensorTree tree(double[] values, Dtype dtype, long... shape) {
    return TensorTree.of(Map.of("w", Tensor.of(values, dtype, shape)));
  }
}
