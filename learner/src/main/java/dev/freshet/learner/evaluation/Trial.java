package dev.freshet.learner.evaluation;

import dev.freshet.learner.scoring.ReferenceText;

/**
 * One method at one learning rate, tried once: on one document by itself, or on a stream in one
 * order.
 *
 * @param learningRate of the optimizer
 * @param unit what was tried: a document's id, or an order
 * @param cluster what intervals resample as one: a document's article, or the order
 * @param base the base model's answers
 * @param nllRightAfter of each question right after the step on its document, in nats per answer
 *     token; in {@code now} it is at the end of what was tried
 * @param elsewhere the reference text, or the part of it that this trial reads
 * @param meanWeight the mean over tokens of the weights, then over documents
 * @param updateNorm the mean length (L2) of the steps
 * @param refused documents on which no step was taken: the weighting gave no token weight, or the
 *     step was not finite; there the weights stayed
 * @param seconds of learning, by document
 */
public record Trial(
    double learningRate,
    String unit,
    String cluster,
    Answers base,
    Answers now,
    double[] nllRightAfter,
    ReferenceText.Comparison elsewhere,
    double meanWeight,
    double updateNorm,
    int refused,
    double seconds) {

  int questions() {
    return now.count();
  }

  /** KL(base || now) on the reference text, the mean over its tokens, in nats. */
  double kl() {
    return elsewhere.kl();
  }

  /** The sum of the gains of its questions. */
  double gain() {
    return sum(base.nll()) - sum(now.nll());
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
