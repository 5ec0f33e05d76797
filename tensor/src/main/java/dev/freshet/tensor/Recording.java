package dev.freshet.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of scalar losses by the tensors of a tree, summed over calls of {@link #add}.
 *
 * <pre>{@code
 * try (Scope scope = Scope.on(device); Recording recording = Recording.of(parameters)) {
 *   double loss = recording.add(leaves -> model.loss(leaves, tokens));
 *   TensorTree gradients = recording.gradients();
 * }
 * }</pre>
 *
 * <p>Every recording makes leaves of its own that share the parameters' memory, so that gradients
 * of two recordings over the same parameters never meet, on one thread or on two. Recording is on
 * only inside {@code add}, on the calling thread, whatever happens in it.
 */
public final class Recording implements AutoCloseable {
  private final TensorTree leaves;
  private boolean taken;

  /** A forward pass. */
  @FunctionalInterface
  public interface Forward {
    /** From leaves to a scalar; null where there is nothing to descend. */
    @Nullable Tensor run(TensorTree leaves);
  }

  private Recording(TensorTree parameters) {
    this.leaves = parameters.map(Tensor::detached);
    leaves.tensors().values().forEach(leaf -> JniUtils.attachGradient(leaf.array, true));
  }

  /** Starts with gradients of zero. The leaves live in the current scope. */
  public static Recording of(TensorTree parameters) {
    return new Recording(parameters);
  }

  /**
   * Runs a forward pass under recording, then its backward pass, and adds to the gradients.
   *
   * @param forward from the leaves to a scalar; null where nothing is to be added
   * @return the scalar's value; 0 for null
   * @throws IllegalStateException if the gradients were taken already
   */
  public double add(Forward forward) {
    if (taken) {
      throw new IllegalStateException("the gradients were taken; start another recording");
    }
    boolean before = JniUtils.isGradMode();
    try (Scope scope = Scope.nested()) {
      @Nullable Tensor loss;
      JniUtils.setGradMode(true);
      try {
        loss = forward.run(leaves);
      } finally {
        JniUtils.setGradMode(before);
      }
      if (loss == null) {
        return 0;
      }
      try (Tensor one = Tensor.full(1, loss.dtype(), loss.shape())) {
        JniUtils.backward(loss.array, one.array, false, false);
      }
      return loss.item();
    }
  }

  /**
   * Takes the gradients, without a copy, into the current scope: zeros for a tensor that no loss
   * depended on. Nothing can be added after.
   */
  public TensorTree gradients() {
    taken = true;
    return leaves.map(Recording::gradientOf);
  }

  private static Tensor gradientOf(Tensor leaf) {
    PtNDArray gradient = JniUtils.getGradient(leaf.array);
    return gradient == null ? Tensor.zeros(leaf.dtype(), leaf.shape()) : Tensor.result(gradient);
  }

  @Override
  public void close() {
    leaves.tensors().values().forEach(Tensor::close);
  }
}
