package dev.freshet.learner.weighting;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A forward pass over a whole document, window by window, made when it is first asked for. */
final class DocumentForward {
  private final Scope scope = Scope.current();
  private final Decoder decoder;
  private final TensorTree parameters;
  private final int[] ids;
  private @Nullable Pass pass;

  /** {@code [n, width]} and {@code [n - 1]}. */
  private record Pass(Tensor hidden, Tensor losses) {}

  DocumentForward(Decoder decoder, TensorTree parameters, int[] ids) {
    this.decoder = decoder;
    this.parameters = parameters;
    this.ids = ids;
  }

  Tensor hidden() {
    return pass().hidden();
  }

  Tensor losses() {
    return pass().losses();
  }

  private Pass pass() {
    Pass known = pass;
    if (known == null) {
      known = run();
      pass = known;
    }
    return known;
  }

  private Pass run() {
    List<Tensor> hidden = new ArrayList<>();
    List<Tensor> losses = new ArrayList<>();
    try (Scope whole = Scope.nested()) {
      for (int[] window : TokenWindows.predictingAll(ids, decoder.config().context())) {
        read(window, hidden, losses);
      }
      return new Pass(scope.adopt(Tensor.concat(hidden, 0)), scope.adopt(Tensor.concat(losses, 0)));
    }
  }

  private void read(int[] window, List<Tensor> hidden, List<Tensor> losses) {
    long n = window.length;
    try (Scope inner = Scope.nested()) {
      Tensor row = Tensor.of(window, 1, n);
      Tensor states = decoder.hidden(parameters, row);
      losses.add(
          inner.keep(
              TokenLoss.of(decoder, parameters, states.slice(1, 0, n - 1), row).reshape(n - 1)));
      // A window begins with the last token of the one before, which read it in its context.
      int from = hidden.isEmpty() ? 0 : 1;
      hidden.add(inner.keep(states.slice(1, from, n).reshape(n - from, decoder.config().width())));
    }
  }
}
