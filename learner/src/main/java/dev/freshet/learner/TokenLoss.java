package dev.freshet.learner;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;

/** The negative log-likelihood of each token given those before it, in nats. */
public final class TokenLoss {
  private TokenLoss() {}

  /**
   * Losses {@code [batch, time - 1]} of ids {@code [batch, time]}: the first token of each row is
   * not predicted.
   */
  public static Tensor of(Decoder decoder, TensorTree parameters, Tensor ids) {
    Tensor hidden = decoder.hidden(parameters, ids.slice(1, 0, ids.size(1) - 1));
    return of(decoder, parameters, hidden, ids);
  }

  /**
   * Losses {@code [batch, time - 1]} of ids {@code [batch, time]}, from hidden states {@code
   * [batch, time - 1, width]} of all but the last.
   */
  public static Tensor of(Decoder decoder, TensorTree parameters, Tensor hidden, Tensor ids) {
    long batch = ids.size(0);
    long predicted = ids.size(1) - 1;
    Tensor logits = decoder.project(parameters, hidden);
    Tensor targets = ids.slice(1, 1, predicted + 1).reshape(batch, predicted, 1);
    return logits.logSoftmax(-1).gather(2, targets).negated().reshape(batch, predicted);
  }
}
