package dev.freshet.learner.weighting;

import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.tokenizer.Tokenizer;

/**
 * A weighting that reads a document with a tokenizer of its own, for a base model with another one.
 */
final class CarriedWeighting implements TokenWeighting {
  private final TokenWeighting own;
  private final Tokenizer tokenizer;

  /** Owns both. */
  CarriedWeighting(TokenWeighting own, Tokenizer tokenizer) {
    this.own = own;
    this.tokenizer = tokenizer;
  }

  @Override
  public WeightingDescription description() {
    return own.description();
  }

  @Override
  public WeightingState initial() {
    return own.initial();
  }

  @Override
  public Weighed weigh(WeightingInput input, WeightingState state) {
    EncodedText read = tokenizer.encode(input.text().text());
    Weighed weighed = own.weigh(WeightingInput.ofText(read), state);
    return new Weighed(
        CarriedWeights.carry(read, weighed.weights(), input.text()), weighed.state());
  }

  @Override
  public void close() {
    own.close();
    tokenizer.close();
  }
}
