package dev.freshet.learner.gate;

/**
 * A document as the model read it, before any step on it.
 *
 * @param losses nats, one per target token
 * @param energies per target token, the log-sum-exp of the logits that predict it (the negative
 *     energy at temperature 1 of Liu et al. 2020)
 * @param hidden the mean over those positions of the last hidden states {@code [width]}
 */
public record Reading(String text, double[] losses, double[] energies, double[] hidden) {
  int tokens() {
    return losses.length;
  }
}
