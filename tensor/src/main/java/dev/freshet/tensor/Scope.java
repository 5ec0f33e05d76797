package dev.freshet.tensor;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of computation on the calling thread: every tensor made inside it is freed when it
 * ends, except those that an {@link Arena} adopted or that {@link #keep} handed to the scope around
 * it.
 *
 * <pre>{@code
 * try (Scope scope = Scope.on(device)) {
 *   float loss = model.loss(parameters, tokens).item();
 * }
 * }</pre>
 *
 * <p>Scopes nest, and must close in reverse order on their own thread. Gradient recording is a
 * per-thread switch that is on in every new thread; a scope turns it off and puts it back, so that
 * nothing is recorded by accident. Only {@link Recording} turns it on.
 */
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

  private final @Nullable Scope outer;
  private final ComputeDevice device;
  private final boolean recordedBefore;
  final PtNDManager manager;

  private Scope(ComputeDevice device) {
    Torch.adoptThread();
    this.device = device;
    this.outer = CURRENT.get();
    this.manager = Managers.create(device);
    this.recordedBefore = JniUtils.isGradMode();
    if (outer == null) {
      JniUtils.setGradMode(false);
    }
    CURRENT.set(this);
  }

  /** Opens a scope whose new tensors are made on a device. */
  public static Scope on(ComputeDevice device) {
    return new Scope(device);
  }

  /** Opens a scope within the current one, on its device. */
  public static Scope nested() {
    return new Scope(current().device);
  }

  /**
   * The innermost open scope of this thread.
   *
   * @throws IllegalStateException if there is none
   */
  public static Scope current() {
    Scope scope = CURRENT.get();
    if (scope == null) {
      throw new IllegalStateException("tensors are computed inside a Scope; none is open here");
    }
    return scope;
  }

  public ComputeDevice device() {
    return device;
  }

  /** Hands a tensor to the scope around this one, which must exist, and returns it. */
  public Tensor keep(Tensor tensor) {
    if (outer == null) {
      throw new IllegalStateException("there is no scope around this one");
    }
    tensor.array.attach(outer.manager);
    return tensor;
  }

  /** Takes over a tensor from a scope within this one, and returns it. */
  public Tensor adopt(Tensor tensor) {
    tensor.array.attach(manager);
    return tensor;
  }

  /** Hands every tensor of a tree to the scope around this one, and returns the tree. */
  public TensorTree keep(TensorTree tree) {
    tree.tensors().values().forEach(this::keep);
    return tree;
  }

  @Override
  public void close() {
    if (CURRENT.get() != this) {
      throw new IllegalStateException("scopes close in reverse order, on their own thread");
    }
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
    manager.close();
    JniUtils.setGradMode(recordedBefore);
  }
}
