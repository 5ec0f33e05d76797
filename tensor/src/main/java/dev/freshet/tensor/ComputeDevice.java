package dev.freshet.tensor;

import ai.djl.Device;

/**
 * Where tensors live and operations run: {@code cpu} or {@code cuda:N}. Made by {@link
 * Torch#device(String)}.
 */
public final class ComputeDevice {
  private final String name;
  final Device djl;

  ComputeDevice(String name, Device djl) {
    this.name = name;
    this.djl = djl;
  }

  /** Whether the same operations in the same order give the same bits here. */
  public boolean promisesBits() {
    return name.equals("cpu");
  }

  @Override
  public String toString() {
    return name;
  }
}
