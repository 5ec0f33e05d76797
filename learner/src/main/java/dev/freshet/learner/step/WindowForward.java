package dev.freshet.learner.step;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gate.ReadingParts;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass over one window of n tokens, made when it is first asked for. Where a weighting
 * asks, the pass also reads the last token, whose state the step itself does not need.
 */
final class WindowForward {
  private final Scope scope = Scope.current();
  private final Decoder decoder;
  private final TensorTree parameters;
  private final int[] window;
  private @Nullable Tensor hidden;
  private @Nullable Tensor predicting;
  private @Nullable Tensor losses;

  WindowForward(Decoder decoder, TensorTree parameters, int[] window) {
    this.decoder = decoder;
    this.parameters = parameters;
    this.window = window;
  }

  /** The hidden states {@code [n, width]}, for a weighting to look at. */
  Tensor seenHidden() {
    Tensor states = hidden();
    return states.reshape(states.size(1), states.size(2)).detached();
  }

  /** The losses {@code [n - 1]}, for a weighting to look at. */
  Tensor seenLosses() {
    hidden();
    Tensor recorded = losses();
    return recorded.reshape(recorded.size(1)).detached();
  }

  /** The losses {@code [1, n - 1]}, recorded. */
  Tensor losses() {
    Tensor known = losses;
    if (known == null) {
      known = scope.adopt(TokenLoss.of(decoder, parameters, predicting(), ids()));
      losses = known;
    }
    return known;
  }

  /** Adds what was read to a document's reading, for the gate. */
  void addTo(ReadingParts parts) {
    Tensor targets = ids().slice(1, 1, window.length);
    parts.add(decoder, parameters, losses(), predicting(), targets);
  }

  /** The hidden states {@code [1, n - 1, width]} that predict the window's tokens. */
  private Tensor predicting() {
    Tensor known = predicting;
    if (known == null) {
      long predicted = window.length - 1L;
      known =
          scope.adopt(
              hidden == null
                  ? decoder.hidden(parameters, ids().slice(1, 0, predicted))
                  : hidden.slice(1, 0, predicted));
      predicting = known;
    }
    return known;
  }

  private Tensor hidden() {
    Tensor known = hidden;
    if (known == null) {
      known = scope.adopt(decoder.hidden(parameters, ids()));
      hidden = known;
    }
    return known;
  }

  private Tensor ids() {
    return Tensor.of(window, 1, window.length);
  }
}
