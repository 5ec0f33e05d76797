package dev.freshet.learner.step;

import dev.freshet.config.FaultPoint;
import dev.freshet.learner.TokenLoss;
import dev.freshet.learner.TokenWindows;
import dev.freshet.learner.decoder.Decoder;
import dev.freshet.learner.gradient.GradientTransformation;
import dev.freshet.learner.step.StepOutcome.DocumentReading;
import dev.freshet.tensor.Dtype;
import dev.freshet.tensor.Recording;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One weighted gradient step on one or more documents (Hu et al. 2023, equation 1):
 *
 * <pre>
 * F = mean over documents of (1 / N) sum_t w_t l_t        N target tokens of the document
 * </pre>
 *
 * then the chain of gradient transformations, then the sum. A document longer than the model's
 * context is still one step, over all of its windows. A pure function of what it is given.
 *
 * @param maxGradientNorm a gradient longer than this refuses the step
 */
public record WeightedStep(
    Decoder decoder, GradientTransformation transformation, double maxGradientNorm) {

  /** The state before the first step, its tensors in the current scope. */
  public Learned initial(TensorTree parameters) {
    return new Learned(parameters.copy(), transformation.init(parameters));
  }

  /** Takes a step; the result's tensors are in the current scope. */
  public StepOutcome take(Learned before, List<WeighedDocument> documents) {
    try (Scope scope = Scope.nested();
        Recording recording = Recording.of(before.parameters())) {
      List<DocumentReading> readings = new ArrayList<>();
      for (WeighedDocument document : documents) {
        readings.add(read(recording, document, documents.size()));
      }
      TensorTree gradients = recording.gradients();
      double gradientNorm = gradients.globalNorm();
      if (!(gradientNorm <= maxGradientNorm)) {
        return new StepOutcome.Refused(
            "the gradient norm is " + gradientNorm + ", above " + maxGradientNorm,
            readings,
            gradientNorm);
      }
      FaultPoint.STEP.reached();
      GradientTransformation.Update update =
          transformation.update(gradients, before.transformation(), before.parameters());
      TensorTree parameters = before.parameters().plus(update.updates());
      double updateNorm = update.updates().globalNorm();
      if (!Double.isFinite(updateNorm) || !Double.isFinite(parameters.globalNorm())) {
        return new StepOutcome.Refused("the update is not finite", readings, gradientNorm);
      }
      return new StepOutcome.Taken(
          new Learned(scope.keep(parameters), update.state().mapSlots(scope::keep)),
          readings,
          gradientNorm,
          updateNorm);
    }
  }

  private DocumentReading read(Recording recording, WeighedDocument document, int batch) {
    float[] weights = document.weights();
    float[] losses = new float[weights.length];
    double share = 1.0 / weights.length / batch;
    int from = 0;
    for (int[] window :
        TokenWindows.predictingAll(document.text().ids(), decoder.config().context())) {
      int predicted = window.length - 1;
      int start = from;
      float[] scaled = new float[predicted];
      for (int i = 0; i < predicted; i++) {
        scaled[i] = (float) (weights[start + i] * share);
      }
      recording.add(
          leaves -> {
            Dtype dtype = leaves.tensors().values().iterator().next().dtype();
            Tensor ids = Tensor.of(window, 1, window.length);
            Tensor loss = TokenLoss.of(decoder, leaves, ids);
            copy(loss, losses, start);
            return loss.times(Tensor.of(widened(scaled), dtype, 1, predicted)).sum();
          });
      from += predicted;
    }
    return new DocumentReading(weights, losses);
  }

  private static void copy(Tensor loss, float[] target, int at) {
    double[] values = loss.dtype() == Dtype.F64 ? loss.toDoubles() : widened(loss.toFloats());
    for (int i = 0; i < values.length; i++) {
      target[at + i] = (float) values[i];
    }
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }
}
