package dev.freshet.learner.meta;

import dev.freshet.learner.weighting.NetworkInput;
import dev.freshet.learner.weighting.WeightingNetwork;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.List;

/** Weighs with a network, and carries derivatives by the weights on to its parameters. */
record NetworkWeigher(WeightingNetwork network, TensorTree parameters) implements Weigher {
  @Override
  public double[] weigh(NetworkInput input) {
    try (Scope scope = Scope.nested()) {
      Tensor weights = network.weigh(parameters, input);
      double[] values = new double[input.ids().length - 1];
      if (weights.count() != values.length) {
        throw new IllegalStateException(
            network.name() + " gave " + weights + " for " + values.length + " targets");
      }
      DocumentLoss.copy(weights, values, 0);
      if (!Arrays.stream(values).allMatch(weight -> weight >= 0 && weight < 1e6)) {
        throw new NotFiniteException(network.name() + " gave a weight that is no number from 0 up");
      }
      return values;
    }
  }

  /** dL/dphi = sum over steps and tokens of dL/dw grad w, in the current scope. */
  TensorTree pullBack(List<InnerLoop.Step> steps, List<double[]> byWeight) {
    try (Scope scope = Scope.nested();
        Recording recording = Recording.of(parameters)) {
      for (int k = 0; k < steps.size(); k++) {
        NetworkInput input = steps.get(k).input();
        double[] by = byWeight.get(k);
        recording.add(
            leaves -> {
              Tensor weights = network.weigh(leaves, input);
              Dtype dtype = weights.dtype();
              return weights.times(Tensor.of(by, dtype, by.length)).sum();
            });
      }
      return scope.keep(recording.gradients());
    }
  }
}
