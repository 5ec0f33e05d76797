package dev.freshet.learner.step;

import dev.freshet.learner.gate.GateState;
import dev.freshet.learner.gate.Judgement;
import dev.freshet.learner.weighting.Weighed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a step. */
public sealed interface StepOutcome {
  /** Of each document, in order. */
  List<DocumentReading> readings();

  /**
   * The weights changed.
   *
   * @param learned the new state, in the scope around the step
   * @param rehearsed the ids of earlier documents that were learned again
   * @param gradientNorm the global L2 norm before any clipping
   * @param updateNorm that of the change of the weights
   * @param weightNorm that of the new weights
   */
  record Taken(
      Learned learned,
      List<DocumentReading> readings,
      List<String> rehearsed,
      double gradientNorm,
      double updateNorm,
      double weightNorm)
      implements StepOutcome {}

  /**
   * Something was not finite or too large, found before the weights changed.
   *
   * @param gradientNorm as measured; may be infinite, and NaN where none was taken
   */
  record Refused(String reason, List<DocumentReading> readings, double gradientNorm)
      implements StepOutcome {}

  /**
   * No token of any document counts, or all were held back: there was nothing to learn.
   *
   * @param gate what the gate remembers of them
   */
  record Empty(List<DocumentReading> readings, GateState gate) implements StepOutcome {}

  /**
   * How the model read one document before the step.
   *
   * @param weights as the weighting gave them, one per target token
   * @param losses nats, one per target token; none where no token of the document counts, since it
   *     was not read then
   * @param judgement the gate's; null where there is none, or the document was not read
   */
  record DocumentReading(float[] weights, float[] losses, @Nullable Judgement judgement) {
    public int tokens() {
      return losses.length;
    }

    /** Whether any token of it counts. */
    public boolean hasWeight() {
      return isLetIn() && Weighed.any(weights);
    }

    /** Whether the gate let it in. */
    public boolean isLetIn() {
      return judgement == null || judgement.isLearned();
    }

    /** The mean loss, in nats per token; 0 where it was not read. */
    public double meanLoss() {
      double sum = 0;
      for (float loss : losses) {
        sum += loss;
      }
      return sum / Math.max(1, losses.length);
    }
  }
}
