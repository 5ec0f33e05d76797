package dev.freshet.learner.step;

import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.learner.weighting.WeightingInput;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a step, read one after the other: each is weighed, and its weighted loss goes
 * into the recording. A document that fits one window is weighed within the very forward pass that
 * the step needs; a longer one before, by a pass of its own if the weighting asks for one.
 */
final class WeighedReading {
  private final Decoder decoder;
  private final TensorTree parameters;
  private final Rule rule;
  private final Recording recording;
  private final double share;
  private WeightingState state;
  private @Nullable String defect;

  /** Where weights come from. */
  interface Rule {
    Weighed weigh(WeightingInput input, WeightingState state);
  }

  /**
   * Nothing read yet.
   *
   * @param share of each document in the step
   */
  WeighedReading(Decoder decoder, Learned before, Rule rule, Recording recording, double share) {
    this.decoder = decoder;
    this.parameters = before.parameters();
    this.rule = rule;
    this.recording = recording;
    this.share = share;
    this.state = before.weighting();
  }

  /** What the weighting remembers after what was read. */
  WeightingState state() {
    return state;
  }

  /** Why no step may be taken on what was read; null where one may. */
  @Nullable String defect() {
    return defect;
  }

  DocumentReading read(EncodedText document) {
    List<int[]> windows = TokenWindows.predictingAll(document.ids(), decoder.config().context());
    return windows.size() == 1
        ? readWhole(document, windows.get(0))
        : readWindows(document, windows);
  }

  private DocumentReading readWhole(EncodedText document, int[] window) {
    float[][] weights = {{}};
    float[][] losses = {{}};
    recording.add(
        leaves -> {
          WindowForward forward = new WindowForward(decoder, leaves, window);
          weights[0] =
              weigh(new WeightingInput(document, forward::seenLosses, forward::seenHidden));
          if (!Weighed.any(weights[0])) {
            return null;
          }
          Tensor loss = forward.losses();
          losses[0] = floats(loss);
          return weighted(loss, weights[0], weights[0].length);
        });
    return new DocumentReading(weights[0], losses[0]);
  }

  private DocumentReading readWindows(EncodedText document, List<int[]> windows) {
    float[] weights = weigh(WeightingInput.of(decoder, parameters, document));
    if (!Weighed.any(weights)) {
      return new DocumentReading(weights, new float[0]);
    }
    float[] losses = new float[weights.length];
    int from = 0;
    for (int[] window : windows) {
      int start = from;
      int end = from + window.length - 1;
      recording.add(
          leaves -> {
            Tensor ids = Tensor.of(window, 1, window.length);
            Tensor loss = TokenLoss.of(decoder, leaves, ids);
            System.arraycopy(floats(loss), 0, losses, start, end - start);
            return weighted(loss, Arrays.copyOfRange(weights, start, end), weights.length);
          });
      from = end;
    }
    return new DocumentReading(weights, losses);
  }

  /** The weights of a document; all 0 where they cannot be used. */
  private float[] weigh(WeightingInput input) {
    Weighed weighed = rule.weigh(input, state);
    String found = weighed.defect(input.targets());
    if (found != null) {
      defect = found;
      return new float[input.targets()];
    }
    state = weighed.state();
    return weighed.weights();
  }

  private Tensor weighted(Tensor loss, float[] weights, int targets) {
    double[] scaled = new double[weights.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = weights[i] * (1.0 / targets * share);
    }
    return loss.times(Tensor.of(scaled, loss.dtype(), 1, scaled.length)).sum();
  }

  private static float[] floats(Tensor loss) {
    if (loss.dtype() != Dtype.F64) {
      return loss.toFloats();
    }
    double[] values = loss.toDoubles();
    float[] narrowed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrowed[i] = (float) values[i];
    }
    return narrowed;
  }
}
