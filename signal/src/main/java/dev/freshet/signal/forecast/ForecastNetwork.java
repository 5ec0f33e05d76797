package dev.freshet.signal.forecast;

import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small residual network from a scaled window to quantiles of what follows. With x the window:
 *
 * <pre>
 * h_0 = gelu(W_0 x),  h_k = h_{k-1} + V_k gelu(W_k h_{k-1}),  q = reshape(U h_K) + S x
 * </pre>
 *
 * <p>S x is a linear forecast that all quantiles share; biases are left out above. The function is
 * pure: parameters are given with each call.
 */
public final class ForecastNetwork {
  /** Points that it reads. */
  public static final int CONTEXT = 96;

  /** Points that it forecasts. */
  public static final int HORIZON = 24;

  /** The levels of the quantiles, 0.1 to 0.9. */
  public static final List<Double> LEVELS = List.of(.1, .2, .3, .4, .5, .6, .7, .8, .9);

  static final int MEDIAN = LEVELS.indexOf(.5);
  static final int WIDTH = 128;
  private static final int BLOCKS = 2;

  private ForecastNetwork() {}

  /** What a forward pass gives: quantiles {@code [batch, horizon, levels]} and h_K. */
  record Output(Tensor quantiles, Tensor features) {}

  /** Parameters to begin training with, in the current scope. */
  static TensorTree init(long seed) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    linear(parameters, "in", WIDTH, CONTEXT, 1, seed);
    for (int block = 0; block < BLOCKS; block++) {
      linear(parameters, "block." + block + ".up", WIDTH, WIDTH, 1, seed);
      linear(parameters, "block." + block + ".down", WIDTH, WIDTH, 0.1, seed);
    }
    linear(parameters, "out", HORIZON * LEVELS.size(), WIDTH, 0.1, seed);
    linear(parameters, "skip", HORIZON, CONTEXT, 0.1, seed);
    return TensorTree.of(parameters);
  }

  private static void linear(
      Map<String, Tensor> parameters, String name, int out, int in, double gain, long seed) {
    CounterRandom random = new CounterRandom(seed, parameters.size());
    double deviation = gain * Math.sqrt(1.0 / in);
    float[] weight = new float[out * in];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (deviation * random.nextGaussian());
    }
    parameters.put(name + ".weight", Tensor.of(weight, out, in));
    parameters.put(name + ".bias", Tensor.zeros(Dtype.F32, out));
  }

  /** Forecasts windows {@code [batch, context]}. */
  static Output forward(TensorTree parameters, Tensor windows) {
    Tensor hidden = apply(parameters, "in", windows).gelu();
    for (int block = 0; block < BLOCKS; block++) {
      Tensor up = apply(parameters, "block." + block + ".up", hidden).gelu();
      hidden = hidden.plus(apply(parameters, "block." + block + ".down", up));
    }
    long batch = windows.size(0);
    Tensor shape = apply(parameters, "out", hidden).reshape(batch, HORIZON, LEVELS.size());
    Tensor line = apply(parameters, "skip", windows).reshape(batch, HORIZON, 1);
    return new Output(shape.plus(line), hidden);
  }

  private static Tensor apply(TensorTree parameters, String name, Tensor input) {
    return input.linear(parameters.get(name + ".weight"), parameters.get(name + ".bias"));
  }

  /** The mean pinball loss of quantiles against targets {@code [batch, horizon]}. */
  static Tensor loss(Tensor quantiles, Tensor targets) {
    Tensor over = targets.reshape(targets.size(0), HORIZON, 1).minus(quantiles);
    double[] levels = LEVELS.stream().mapToDouble(Double::doubleValue).toArray();
    Tensor level = Tensor.of(levels, quantiles.dtype(), 1, 1, levels.length);
    // max(q u, (q - 1) u) = q u + max(-u, 0), and max(-u, 0) = (|u| - u) / 2.
    Tensor size = over.squared().shifted(1e-12).sqrt();
    return over.times(level).plus(size.minus(over).scaled(0.5)).mean();
  }
}
