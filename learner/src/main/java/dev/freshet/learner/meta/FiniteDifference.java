package dev.freshet.learner.meta;

import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Map;

/**
 * Directional derivatives of a document's losses and of its gradient, from what a step knows of its
 * parameters theta and one pass beside them:
 *
 * <pre>
 * r_t = (1 / N) &lt;u, grad l_t&gt; ~ (l_t(theta + h u) - l_t(theta)) / (h N)
 * H u ~ (grad F(theta + h u) - grad F(theta)) / h                 h = c |theta| / |u|
 * </pre>
 *
 * <p>Which c is best depends on model and direction: too large and the next derivative shows, too
 * small and rounding does. It is chosen by the identity sum_t w_t r_t = &lt;u, grad F&gt;, whose
 * right side is known, and by the agreement of neighbouring candidates; it is chosen anew when the
 * identity drifts.
 */
public final class FiniteDifference {
  /** Above this relative error of the identity, c is chosen anew. */
  private static final double DRIFT = 2e-3;

  private static final double LARGEST = 1e-2;
  private static final double FACTOR = 6;
  private static final int CANDIDATES = 9;

  private double scale;
  private boolean mayChoose = true;

  /** Goes on with a c that was found before; it may be chosen anew once until the next call. */
  void begin(double before) {
    scale = before;
    mayChoose = true;
  }

  /** The c in use; 0 before the first call. */
  double scale() {
    return scale;
  }

  /**
   * What the passes gave.
   *
   * @param byWeight r_t
   * @param curvature H u, where it was asked for, else empty
   * @param identityError |sum_t w_t r_t - &lt;u, grad F&gt;|, by the larger of the latter and |w r|
   */
  record Derivative(double[] byWeight, TensorTree curvature, double identityError) {}

  /**
   * Along {@code u} at the parameters of a step.
   *
   * @param withCurvature whether H u is wanted, which takes backward passes too
   */
  Derivative along(InnerLoop.Step step, TensorTree u, boolean withCurvature) {
    double length = u.globalNorm();
    if (!Double.isFinite(length)) {
      throw new NotFiniteException("the direction of the meta-gradient is not finite");
    }
    if (length == 0) {
      return new Derivative(
          new double[step.document().targets()], step.parameters().zerosLike(), 0);
    }
    double unit = step.parameters().globalNorm() / length;
    double expected = u.dot(step.gradient());
    if (scale == 0) {
      choose(step, u, unit, expected);
    }
    Derivative derivative = difference(step, u, scale * unit, expected, withCurvature);
    if (derivative.identityError() <= DRIFT || !mayChoose) {
      return derivative;
    }
    double before = scale;
    choose(step, u, unit, expected);
    return scale == before
        ? derivative
        : difference(step, u, scale * unit, expected, withCurvature);
  }

  /** Takes the candidate whose identity error and distance to a neighbour are least. */
  private void choose(InnerLoop.Step step, TensorTree u, double unit, double expected) {
    double best = Double.POSITIVE_INFINITY;
    Derivative larger = null;
    double candidate = LARGEST;
    for (int i = 0; i < CANDIDATES; i++) {
      Derivative here = difference(step, u, candidate * unit, expected, false);
      if (larger != null) {
        double doubt = here.identityError() + distance(here.byWeight(), larger.byWeight());
        if (doubt < best) {
          best = doubt;
          scale = candidate;
        }
      }
      larger = here;
      candidate /= FACTOR;
    }
    if (best == Double.POSITIVE_INFINITY) {
      throw new NotFiniteException("no step of the finite difference gives finite losses");
    }
    mayChoose = false;
  }

  private static double distance(double[] one, double[] other) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < one.length; i++) {
      difference += (one[i] - other[i]) * (one[i] - other[i]);
      size += other[i] * other[i];
    }
    return size == 0 ? 0 : Math.sqrt(difference / size);
  }

  /** The same at a given h; {@code expected} is &lt;u, grad F&gt;. */
  static Derivative difference(
      InnerLoop.Step step, TensorTree u, double h, double expected, boolean withCurvature) {
    try (Scope scope = Scope.nested()) {
      DocumentLoss.Reading there = read(step, u, h, withCurvature);
      DocumentLoss.Reading here = step.reading();
      int n = step.document().targets();
      double[] byWeight = new double[n];
      double sum = 0;
      double squares = 0;
      for (int t = 0; t < n; t++) {
        byWeight[t] = (there.losses()[t] - here.losses()[t]) / (h * n);
        double part = step.weights()[t] * byWeight[t];
        sum += part;
        squares += part * part;
      }
      double size = Math.max(Math.abs(expected), Math.sqrt(squares));
      double error = size == 0 ? Math.abs(sum) : Math.abs(sum - expected) / size;
      TensorTree curvature =
          withCurvature ? quotient(there.gradient(), here.gradient(), h) : TensorTree.of(Map.of());
      return new Derivative(byWeight, scope.keep(curvature), error);
    }
  }

  private static TensorTree quotient(TensorTree there, TensorTree here, double h) {
    return there.zip(
        here,
        (to, from) -> {
          try (Tensor difference = to.minus(from)) {
            return difference.scaled(1 / h);
          }
        });
  }

  /** Losses, and the gradient if wanted, at theta + h u. */
  private static DocumentLoss.Reading read(
      InnerLoop.Step step, TensorTree u, double h, boolean withGradient) {
    try (Scope scope = Scope.nested()) {
      TensorTree moved = step.parameters().plusScaled(u, h);
      if (!withGradient) {
        return new DocumentLoss.Reading(step.document().losses(moved), TensorTree.of(Map.of()));
      }
      DocumentLoss.Reading reading = step.document().gradient(moved, step.weights());
      scope.keep(reading.gradient());
      return reading;
    }
  }
}
