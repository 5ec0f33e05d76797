package dev.freshet.learner.redteam;

import dev.freshet.learner.TokenLoss;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;

/**
 * One step up the loss from the embeddings of all tokens at once (the fast gradient method,
 * Goodfellow et al. 2015, in the L2 norm), then back to the nearest tokens:
 *
 * <pre>
 * e_t' = e_t + r g_t / |g_t|        g_t = gradient of the mean NLL by e_t
 * </pre>
 *
 * <p>Steps shorter than half the way to a neighbour change no token, so r begins there and doubles
 * until a quarter of the tokens are others.
 */
record GradientSign() implements Attack {
  static final double ENOUGH = 0.25;
  private static final int DOUBLINGS = 8;

  @Override
  public AttackDescription description() {
    return new AttackDescription(
        "fgsm",
        "one gradient step up the loss in embedding space, projected to the nearest tokens; a"
            + " quarter of them change, or more",
        "weights",
        "Goodfellow et al. 2015");
  }

  @Override
  public String of(String text, Victim victim, CounterRandom random) {
    return victim.rewritten(text, ids -> changed(ids, victim));
  }

  private static int[] changed(int[] ids, Victim victim) {
    try (Scope scope = Scope.nested()) {
      Tensor rows = victim.rows(ids);
      Tensor gradient = victim.gradient(rows, hidden -> loss(victim, hidden, ids));
      Tensor norms = gradient.squared().sum(-1, true).sqrt().shifted(1e-12);
      Tensor direction = gradient.dividedBy(norms);
      int[] found = ids;
      double radius = victim.spacing() / 2;
      for (int k = 0; k < DOUBLINGS && Victim.changed(ids, found) < ENOUGH; k++) {
        found = victim.nearest(rows.plus(direction.scaled(radius)), ids);
        radius *= 2;
      }
      return found;
    }
  }

  /** The mean loss of the tokens after the first. */
  static Tensor loss(Victim victim, Tensor hidden, int[] ids) {
    return TokenLoss.of(
            victim.model().decoder(),
            victim.model().parameters(),
            hidden.slice(1, 0, ids.length - 1L),
            Tensor.of(ids, 1, ids.length))
        .mean();
  }
}
