package dev.freshet.learner.weighting;

import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gate.ReadingParts;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What a weighting may look at. The tensors are computed by the first that asks, once, and no
 * gradient flows through them; a weighting that does not ask costs nothing.
 *
 * @param text n tokens
 * @param losses of the model as it stands, nats per target token {@code [n - 1]}
 * @param hidden its final hidden states {@code [n, width]}
 */
public record WeightingInput(EncodedText text, Supplier<Tensor> losses, Supplier<Tensor> hidden) {

  /**
   * A document as a model reads it, outside of a step: in as many windows as its context asks for.
   * Call it, and what it gives, in one scope.
   */
  public static WeightingInput of(Decoder decoder, TensorTree parameters, EncodedText text) {
    DocumentForward forward = new DocumentForward(decoder, parameters, text.ids());
    return new WeightingInput(text, forward::losses, forward::hidden);
  }

  /** A document that no model reads. */
  public static WeightingInput ofText(EncodedText text) {
    Supplier<Tensor> none =
        () -> {
          throw new IllegalStateException("no model reads this document");
        };
    return new WeightingInput(text, none, none);
  }

  /** Adds the whole document to its reading, for the gate. */
  public void addTo(ReadingParts parts, Decoder decoder, TensorTree parameters) {
    Tensor states = hidden.get();
    long predicted = targets();
    int[] ids = Arrays.copyOfRange(text.ids(), 1, text.length());
    parts.add(
        decoder,
        parameters,
        losses.get(),
        states.slice(0, 0, predicted).reshape(1, predicted, states.size(1)),
        Tensor.of(ids, 1, ids.length));
  }

  /** How many tokens are weighed. */
  public int targets() {
    return Math.max(0, text.length() - 1);
  }

  /** The losses, read out. */
  double[] lossValues() {
    return values(losses.get());
  }

  static double[] values(Tensor losses) {
    if (losses.dtype() == Dtype.F64) {
      return losses.toDoubles();
    }
    float[] narrow = losses.toFloats();
    double[] wide = new double[narrow.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = narrow[i];
    }
    return wide;
  }
}
