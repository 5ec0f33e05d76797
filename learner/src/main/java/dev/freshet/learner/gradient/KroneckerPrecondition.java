package dev.freshet.learner.gradient;

import dev.freshet.learner.gradient.KroneckerFactors.Axis;
import dev.freshet.learner.gradient.KroneckerFactors.Factor;
import dev.freshet.tensor.Arena;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Steps less where a base model's gradients are loud, by direction: U = c (L + d)^-1 G (R + d)^-1 /
 * s, with L and R a matrix's {@link KroneckerFactors}, each of mean 1, and s its mean square. This
 * is natural gradient descent (Martens and Grosse 2015) on the Fisher matrix of documents, strongly
 * damped. Frozen: a fixed linear map of the gradient.
 *
 * <p>c makes the mean square of U over all weights 1 for documents like those that the factors were
 * measured on, so that the learning rate is how far a weight goes.
 *
 * @param scalings by the parameter's name
 */
public record KroneckerPrecondition(Map<String, Scaling> scalings) implements SymmetricMap {
  /**
   * Of one parameter.
   *
   * @param factor c / s; 0 where it never had a gradient
   */
  record Scaling(double factor, Gains rows, @Nullable Gains columns) {
    Tensor times(Tensor gradient) {
      try (Scope scope = Scope.nested()) {
        Tensor scaled = rows.times(gradient, 0);
        if (columns != null) {
          scaled = columns.times(scaled, 1);
        }
        return scope.keep(scaled.scaled(factor));
      }
    }

    Scaling adoptedBy(Arena arena) {
      return new Scaling(
          factor, rows.adoptedBy(arena), columns == null ? null : columns.adoptedBy(arena));
    }
  }

  /**
   * A symmetric map along an axis: r g + V diag(e) V'g, or each place by its own.
   *
   * @param vectors V {@code [n, k]}; null where each place has its own
   * @param excess e {@code [k]}; without vectors {@code [n]}
   * @param rest r; 0 without vectors
   */
  record Gains(@Nullable Tensor vectors, Tensor excess, double rest) {
    Tensor times(Tensor g, int axis) {
      boolean matrix = g.shape().length > 1;
      Tensor along =
          matrix && axis == 0 ? excess.reshape(excess.count(), 1) : excess; // else broadcast
      if (vectors == null) {
        return g.times(along);
      }
      Tensor loud =
          axis == 0
              ? vectors.matmul(vectors.transpose(0, 1).matmul(g).times(along))
              : g.matmul(vectors).times(along).matmul(vectors.transpose(0, 1));
      return loud.plus(g.scaled(rest));
    }

    Gains adoptedBy(Arena arena) {
      return new Gains(vectors == null ? null : arena.adopt(vectors), arena.adopt(excess), rest);
    }
  }

  public KroneckerPrecondition {
    scalings = Map.copyOf(scalings);
  }

  /**
   * The link for a model's factors; its tensors are in the current scope, which must outlive it.
   *
   * @param parameters of the model
   * @param damping d, above 0, in units of the mean
   */
  public static KroneckerPrecondition of(
      KroneckerFactors factors, TensorTree parameters, double damping) {
    if (!(damping > 0)) {
      throw new IllegalArgumentException("the damping is above 0");
    }
    double squares = 0;
    long weights = 0;
    for (Map.Entry<String, Factor> entry : factors.factors().entrySet()) {
      Factor factor = entry.getValue();
      long count = parameters.get(entry.getKey()).count();
      weights += count;
      if (factor.meanSquare() > 0) {
        squares +=
            count
                / factor.meanSquare()
                * meanSquare(factor.rows(), damping)
                * (factor.columns() == null ? 1 : meanSquare(factor.columns(), damping));
      }
    }
    double scale = squares > 0 ? Math.sqrt(weights / squares) : 0;
    Map<String, Scaling> scalings = new LinkedHashMap<>();
    factors
        .factors()
        .forEach(
            (name, factor) ->
                scalings.put(
                    name,
                    new Scaling(
                        factor.meanSquare() > 0 ? scale / factor.meanSquare() : 0,
                        gains(factor.rows(), damping),
                        factor.columns() == null ? null : gains(factor.columns(), damping))));
    return new KroneckerPrecondition(scalings);
  }

  /** Of w / (w + d)^2 over an axis: what is left of a gradient's mean square. */
  private static double meanSquare(Axis axis, double damping) {
    double[] values = values(axis);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double gain = 1 / (values[i] + damping);
      sum += values[i] * gain * gain * places(axis, i, values.length);
    }
    return sum / (axis.vectors() == null ? values.length : axis.vectors().size(0));
  }

  /** How many directions a value holds for. */
  private static long places(Axis axis, int i, int values) {
    Tensor vectors = axis.vectors();
    return vectors == null || i < values - 1 ? 1 : vectors.size(0) - (values - 1);
  }

  private static Gains gains(Axis axis, double damping) {
    Dtype dtype = axis.values().dtype();
    double[] gains = Arrays.stream(values(axis)).map(w -> 1 / (w + damping)).toArray();
    if (axis.vectors() == null) {
      return new Gains(null, Tensor.of(gains, dtype, gains.length), 0);
    }
    int loud = gains.length - 1;
    double rest = gains[loud];
    double[] excess = Arrays.stream(gains).limit(loud).map(gain -> gain - rest).toArray();
    return new Gains(axis.vectors(), Tensor.of(excess, dtype, loud), rest);
  }

  private static double[] values(Axis axis) {
    return axis.values().to(Dtype.F64).toDoubles();
  }

  /** The same, its tensors the arena's. */
  public KroneckerPrecondition adoptedBy(Arena arena) {
    Map<String, Scaling> adopted = new LinkedHashMap<>();
    scalings.forEach((name, scaling) -> adopted.put(name, scaling.adoptedBy(arena)));
    return new KroneckerPrecondition(adopted);
  }

  @Override
  public Update update(TensorTree gradients, TransformationState state, TensorTree parameters) {
    Map<String, Tensor> scaled = new LinkedHashMap<>();
    gradients
        .tensors()
        .forEach(
            (name, gradient) -> {
              Scaling scaling = scalings.get(name);
              if (scaling == null) {
                throw new IllegalArgumentException("no Kronecker factors of " + name);
              }
              scaled.put(name, scaling.times(gradient));
            });
    return new Update(TensorTree.of(scaled), state);
  }
}
