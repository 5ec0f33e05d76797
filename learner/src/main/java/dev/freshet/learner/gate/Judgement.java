package dev.freshet.learner.gate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gate says of a document.
 *
 * @param novelty 1 minus its conformal p-value, in [0, 1]: the share of earlier documents that were
 *     less novel; null where there were too few to say
 * @param score the sum that was ranked
 * @param scores deviations by score, in standard deviations from the usual
 * @param nearest of a document held back, the remembered topic whose centre is nearest
 * @param shifted whether with this document the evidence that the stream has moved came to an alarm
 */
public record Judgement(
    Verdict verdict,
    @Nullable Double novelty,
    double score,
    Map<String, Double> scores,
    @Nullable String nearest,
    boolean shifted) {

  /** What becomes of a document. */
  public enum Verdict {
    /** It is learned. */
    LEARN,
    /** It is out of distribution, and waits until it is accepted. */
    HOLD_BACK,
    /** Its text was learned before, under whatever id. */
    SKIP_DUPLICATE,
    /** The model predicts it nearly without loss. */
    SKIP_KNOWN
  }

  static Judgement of(Verdict verdict) {
    return new Judgement(verdict, null, 0, Map.of(), null, false);
  }

  /** Whether the document is learned. */
  public boolean isLearned() {
    return verdict == Verdict.LEARN;
  }
}
