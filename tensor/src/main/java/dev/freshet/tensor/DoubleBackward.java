package dev.freshet.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Derivatives of gradients by a graph of the backward pass: memory-hungry, and the independent
 * truth against which cheaper ways are tested and timed. Nothing else uses it.
 *
 * <pre>{@code
 * try (DoubleBackward second = DoubleBackward.of(leaves)) {
 *   TensorTree gradients = second.gradients(loss);
 *   Tensor scalar = second.recorded(leaves -> f(leaves, gradients));
 *   TensorTree derivative = second.derivative(scalar);
 * }
 * }</pre>
 */
public final class DoubleBackward implements AutoCloseable {
  private final TensorTree leaves;
  private boolean taken;

  private DoubleBackward(TensorTree values) {
    this.leaves = values.map(Tensor::detached);
    leaves.tensors().values().forEach(leaf -> JniUtils.attachGradient(leaf.array, true));
  }

  /** Starts with leaves that share the memory of some tensors; they live in the current scope. */
  public static DoubleBackward of(TensorTree values) {
    return new DoubleBackward(values);
  }

  /** What is differentiated by. */
  public TensorTree leaves() {
    return leaves;
  }

  /**
   * The gradients of a scalar by the leaves, on whose graph further functions can be built. The
   * graph lasts as long as its tensors, which are in the current scope.
   */
  public TensorTree gradients(Function<TensorTree, Tensor> loss) {
    if (taken) {
      throw new IllegalStateException("the gradients were taken");
    }
    // Handles of what lies between are given up at once; the graph keeps what it needs.
    try (Scope scope = Scope.nested()) {
      Tensor value = recorded(() -> loss.apply(leaves));
      recorded(
          () -> {
            try (Tensor one = Tensor.full(1, value.dtype(), value.shape())) {
              JniUtils.backward(value.array, one.array, true, true);
            }
            return value;
          });
      taken = true;
      return scope.keep(leaves.map(DoubleBackward::gradientOf));
    }
  }

  /** Computes something out of the leaves and their gradients, recording. */
  public <T> T recorded(Function<TensorTree, T> function) {
    return recorded(() -> function.apply(leaves));
  }

  /**
   * The derivative by the leaves of a scalar that {@link #recorded} made, once: it ends the graph.
   */
  public TensorTree derivative(Tensor scalar) {
    try (Scope scope = Scope.nested()) {
      // The handles that gradients() gave may be gone by now; the leaves still have theirs.
      TensorTree before = leaves.map(leaf -> gradientOf(leaf).copy());
      try (Tensor one = Tensor.full(1, scalar.dtype(), scalar.shape())) {
        JniUtils.backward(scalar.array, one.array, false, false);
      }
      // A backward pass adds to what the leaves had before.
      return scope.keep(
          leaves
              .map(leaf -> gradientOf(leaf).detached())
              .zip(before, (after, earlier) -> after.minus(earlier)));
    }
  }

  private static Tensor gradientOf(Tensor leaf) {
    PtNDArray gradient = JniUtils.getGradient(leaf.array);
    return gradient == null ? Tensor.zeros(leaf.dtype(), leaf.shape()) : Tensor.result(gradient);
  }

  private static <T> T recorded(Supplier<T> body) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try {
      return body.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Override
  public void close() {
    leaves.tensors().values().forEach(Tensor::close);
  }
}
