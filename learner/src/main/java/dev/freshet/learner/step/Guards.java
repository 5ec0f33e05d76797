package dev.freshet.learner.step;

import dev.freshet.learner.step.StepOutcome.DocumentReading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds beyond which a step is refused, each checked before the weights change. What is not a
 * finite number is beyond every bound.
 *
 * @param maxLoss the mean loss of a document, nats per token
 * @param maxGradientNorm the global L2 norm of the gradient, before clipping
 * @param maxWeightNorm the global L2 norm that the weights would have
 */
public record Guards(double maxLoss, double maxGradientNorm, double maxWeightNorm) {
  /** Refuse nothing but what is not finite. */
  public static final Guards FINITE =
      new Guards(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);

  /** Why the step must not be taken, by the documents' losses; null where it may. */
  @Nullable String refuseLoss(List<DocumentReading> readings) {
    for (DocumentReading reading : readings) {
      double loss = reading.meanLoss();
      if (reading.isLetIn() && !isWithin(loss, maxLoss)) {
        return beyond("the loss", loss, maxLoss);
      }
    }
    return null;
  }

  /** By the gradient. */
  @Nullable String refuseGradient(double norm) {
    return isWithin(norm, maxGradientNorm)
        ? null
        : beyond("the gradient norm", norm, maxGradientNorm);
  }

  /** By the weights that the step would leave. */
  @Nullable String refuseWeights(double norm) {
    return isWithin(norm, maxWeightNorm)
        ? null
        : beyond("the norm that the weights would have", norm, maxWeightNorm);
  }

  private static boolean isWithin(double value, double bound) {
    return Double.isFinite(value) && value <= bound;
  }

  private static String beyond(String what, double value, double bound) {
    return Double.isFinite(value)
        ? what + " is " + value + ", above " + bound
        : what + " is not finite";
  }
}
