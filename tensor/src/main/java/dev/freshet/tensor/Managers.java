package dev.freshet.tensor;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;

/** Makes the native owners behind {@link Arena} and {@link Scope}. */
final class Managers {
  private Managers() {}

  static PtNDManager create(ComputeDevice device) {
    return (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(device.djl);
  }
}
