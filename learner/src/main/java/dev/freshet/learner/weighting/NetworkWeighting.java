package dev.freshet.learner.weighting;

import dev.freshet.tensor.Arena;
import dev.freshet.tensor.ComputeDevice;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.TensorTree;

/** A weighting network and parameters for it, which it owns. */
public final class NetworkWeighting implements StatelessWeighting {
  private final StoredNetwork network;
  private final Arena arena;
  private final TensorTree parameters;

  /** Copies the parameters onto the device of the current scope. */
  public NetworkWeighting(StoredNetwork network, TensorTree parameters) {
    ComputeDevice device = Scope.current().device();
    this.network = network;
    this.arena = Arena.on(device);
    this.parameters = arena.adopt(parameters.copy());
  }

  @Override
  public WeightingDescription description() {
    return network.description();
  }

  @Override
  public float[] weigh(WeightingInput input) {
    if (input.targets() == 0) {
      return new float[0];
    }
    try (Scope scope = Scope.nested()) {
      NetworkInput seen = new NetworkInput(input.text().ids(), input.hidden(), input.losses());
      double[] wide = WeightingInput.values(network.weigh(parameters, seen));
      float[] weights = new float[wide.length];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) wide[i];
      }
      return weights;
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
