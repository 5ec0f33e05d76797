package dev.freshet.learner.evaluation;

/**
 * One document under one method at one learning rate.
 *
 * @param document its id
 * @param nllBase of each of its questions under the base model, in nats per answer token
 * @param nllNow the same after the step
 * @param kl KL(base || now) on the reference text, the mean over its tokens, in nats
 * @param updateNorm how far the weights moved (L2)
 */
public record Trial(
    String method,
    double learningRate,
    String document,
    String article,
    double[] nllBase,
    double[] nllNow,
    double kl,
    double updateNorm,
    double seconds) {

  /** The sum of the gains of its questions. */
  double gain() {
    double gain = 0;
    for (int i = 0; i < nllBase.length; i++) {
      gain += nllBase[i] - nllNow[i];
    }
    return gain;
  }
}
