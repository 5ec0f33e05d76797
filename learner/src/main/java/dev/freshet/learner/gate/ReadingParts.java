package dev.freshet.learner.gate;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** A document's reading, put together from the windows that it was read in. */
public final class ReadingParts {
  private double[] losses = {};
  private double[] energies = {};
  private double[] sum = {};

  /**
   * Adds a window of which m tokens were predicted. The energy comes at the price of a dot product
   * a token: it is the loss plus the logit of the token that came.
   *
   * @param windowLosses {@code [m]} in any shape
   * @param hidden the states that predict them {@code [1, m, width]}
   * @param targets the tokens that came {@code [1, m]}
   */
  public void add(
      Decoder decoder, TensorTree parameters, Tensor windowLosses, Tensor hidden, Tensor targets) {
    Tensor states = hidden.detached();
    double[] loss = doubles(windowLosses.detached());
    double[] logits = doubles(decoder.targetLogits(parameters, states, targets));
    double[] energy = new double[loss.length];
    for (int t = 0; t < energy.length; t++) {
      energy[t] = loss[t] + logits[t];
    }
    double[] pooled = doubles(states.sum(1, false));
    for (int i = 0; i < sum.length; i++) {
      pooled[i] += sum[i];
    }
    sum = pooled;
    losses = joined(losses, loss);
    energies = joined(energies, energy);
  }

  /** What was read so far. */
  public Reading reading(String text) {
    double[] mean = Arrays.stream(sum).map(value -> value / losses.length).toArray();
    return new Reading(text, losses, energies, mean);
  }

  private static double[] joined(double[] first, double[] second) {
    return DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  private static double[] doubles(Tensor tensor) {
    if (tensor.dtype() == dev.freshet.tensor.Dtype.F64) {
      return tensor.toDoubles();
    }
    float[] narrow = tensor.toFloats();
    double[] wide = new double[narrow.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = narrow[i];
    }
    return wide;
  }
}
