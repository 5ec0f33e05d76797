package dev.freshet.learner.meta;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The losses l_t of a document's N target tokens, and the inner objective F = (1 / N) sum_t w_t
 * l_t, in nats. Longer documents are read in windows of the model's context.
 */
public final class DocumentLoss {
  /** Losses {@code [N]}, and the gradient of F where it was asked for. */
  public record Reading(double[] losses, TensorTree gradient) {}

  private final Decoder decoder;
  private final List<int[]> windows;
  private final int targets;

  DocumentLoss(Decoder decoder, int[] ids) {
    if (ids.length < 2) {
      throw new IllegalArgumentException("a document of " + ids.length + " tokens predicts none");
    }
    this.decoder = decoder;
    this.windows = TokenWindows.predictingAll(ids, decoder.config().context());
    this.targets = ids.length - 1;
  }

  /** N. */
  int targets() {
    return targets;
  }

  /** The losses alone. */
  double[] losses(TensorTree parameters) {
    double[] losses = new double[targets];
    int from = 0;
    for (int[] window : windows) {
      try (Scope scope = Scope.nested()) {
        copy(TokenLoss.of(decoder, parameters, ids(window)), losses, from);
      }
      from += window.length - 1;
    }
    return losses;
  }

  /** The losses, and the gradient of F in the current scope. */
  Reading gradient(TensorTree parameters, double[] weights) {
    double[] losses = new double[targets];
    try (Scope scope = Scope.nested();
        Recording recording = Recording.of(parameters)) {
      int from = 0;
      for (int[] window : windows) {
        int start = from;
        int predicted = window.length - 1;
        double[] shares = Arrays.copyOfRange(weights, start, start + predicted);
        Arrays.setAll(shares, i -> shares[i] / targets);
        recording.add(
            leaves -> {
              Tensor loss = TokenLoss.of(decoder, leaves, ids(window));
              copy(loss, losses, start);
              return loss.times(Tensor.of(shares, loss.dtype(), 1, predicted)).sum();
            });
        from += predicted;
      }
      return new Reading(losses, scope.keep(recording.gradients()));
    }
  }

  /** The final hidden state of every token {@code [N + 1, width]}. */
  Tensor hidden(TensorTree parameters) {
    try (Scope scope = Scope.nested()) {
      List<Tensor> parts = new ArrayList<>();
      for (int[] window : windows) {
        Tensor hidden = decoder.hidden(parameters, ids(window));
        // A window begins with the last token of the one before, which has seen more there.
        long from = parts.isEmpty() ? 0 : 1;
        parts.add(
            hidden.reshape(window.length, decoder.config().width()).slice(0, from, window.length));
      }
      return scope.keep(Tensor.concat(parts, 0));
    }
  }

  private static Tensor ids(int[] window) {
    return Tensor.of(window, 1, window.length);
  }

  static void copy(Tensor loss, double[] target, int at) {
    if (loss.dtype() == Dtype.F64) {
      double[] values = loss.toDoubles();
      System.arraycopy(values, 0, target, at, values.length);
    } else {
      float[] values = loss.toFloats();
      for (int i = 0; i < values.length; i++) {
        target[at + i] = values[i];
      }
    }
  }
}
