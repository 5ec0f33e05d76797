package dev.freshet.learner.weighting;

import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The two layers from features to a score (Hu et al. 2023): Linear, GELU, Linear. The last is zero
 * but for its bias, so that every token begins with a weight of 1.
 *
 * @param in features of a token
 * @param width of the layer between
 */
record WeightHead(int in, int width, WeightLink link) {
  private static final String FIRST = "weight_head.0.";
  private static final String LAST = "weight_head.1.";

  Map<String, long[]> parameterShapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(FIRST + "weight", new long[] {width, in});
    shapes.put(FIRST + "bias", new long[] {width});
    shapes.put(LAST + "weight", new long[] {1, width});
    shapes.put(LAST + "bias", new long[] {1});
    return shapes;
  }

  Map<String, Tensor> initialise(long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(FIRST + "weight", normal(seed, width, in));
    tensors.put(FIRST + "bias", Tensor.zeros(Dtype.F32, width));
    tensors.put(LAST + "weight", Tensor.zeros(Dtype.F32, 1, width));
    tensors.put(LAST + "bias", Tensor.full(link.start, Dtype.F32, 1));
    return tensors;
  }

  /** A matrix whose products keep the size of what it multiplies. */
  static Tensor normal(long seed, int out, int in) {
    CounterRandom random = new CounterRandom(seed, CounterRandom.seedOf("weight head"));
    float[] values = new float[Math.multiplyExact(out, in)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(in));
    }
    return Tensor.of(values, out, in);
  }

  /** Scores {@code [m]} of features {@code [m, in]}. */
  Tensor scores(TensorTree parameters, Tensor features) {
    return features
        .linear(parameters.get(FIRST + "weight"), parameters.get(FIRST + "bias"))
        .gelu()
        .linear(parameters.get(LAST + "weight"), parameters.get(LAST + "bias"))
        .reshape(features.size(0));
  }
}
