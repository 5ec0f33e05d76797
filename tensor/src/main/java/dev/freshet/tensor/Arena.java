package dev.freshet.tensor;

import ai.djl.pytorch.engine.PtNDManager;

/**
 * The owner of tensors that outlive a computation, such as a model's parameters. Closing it frees
 * them. Safe for use by several threads.
 */
public final class Arena implements AutoCloseable {
  private final ComputeDevice device;
  final PtNDManager manager;

  private Arena(ComputeDevice device) {
    Torch.threads();
    this.device = device;
    this.manager = Managers.create(device);
  }

  /** An empty arena on a device. */
  public static Arena on(ComputeDevice device) {
    return new Arena(device);
  }

  public ComputeDevice device() {
    return device;
  }

  /** Takes over a tensor from the scope or arena that holds it, and returns it. */
  public Tensor adopt(Tensor tensor) {
    tensor.array.attach(manager);
    return tensor;
  }

  /** Takes over every tensor of a tree, and returns the tree. */
  public TensorTree adopt(TensorTree tree) {
    tree.tensors().values().forEach(this::adopt);
    return tree;
  }

  @Override
  public void close() {
    manager.close();
  }
}
