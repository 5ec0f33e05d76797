package dev.freshet.learner.redteam;

import dev.freshet.learner.gradient.Adam;
import dev.freshet.learner.gradient.GradientTransformation.Update;
import dev.freshet.learner.gradient.TransformationState;
import dev.freshet.tensor.CounterRandom;
import dev.freshet.tensor.Scope;
import dev.freshet.tensor.Tensor;
import dev.freshet.tensor.TensorTree;
import java.util.Map;

/**
 * The least change of the embeddings after which the model no longer predicts the text (Carlini and
 * Wagner 2017, untargeted, L2), by Adam, projected to the nearest tokens:
 *
 * <pre>
 * min over d of  |d|^2 / (n s^2) + c mean_t f_t       s = the mean distance of neighbouring tokens
 * f_t = max(z_y - max of z_i, i != y; -k)             z the logits for token t, y the token
 * </pre>
 *
 * <p>Where the paper searches c by bisection, c doubles here until a quarter of the tokens are
 * others after the projection, eight times at most. Where the model predicts few tokens, few
 * margins are left to lower.
 */
record CarliniWagner() implements Attack {
  private static final String CHANGE = "change";
  private static final int ROUNDS = 8;
  private static final int STEPS = 6;
  private static final double FIRST_C = 1;

  /** Logits by which another token is to lead. */
  private static final double LEAD = 5;

  @Override
  public AttackDescription description() {
    return new AttackDescription(
        "carlini-wagner",
        "the least change in embedding space that makes other tokens likelier, projected to the"
            + " nearest tokens; until a quarter have changed, for 48 steps at most",
        "weights",
        "Carlini and Wagner 2017");
  }

  @Override
  public String of(String text, Victim victim, CounterRandom random) {
    return victim.rewritten(text, ids -> changed(ids, victim));
  }

  private static int[] changed(int[] ids, Victim victim) {
    try (Scope scope = Scope.nested()) {
      Tensor rows = victim.rows(ids);
      double width = rows.size(2);
      // One step of Adam moves each number by its rate: a row by a fifth of the way to a neighbour.
      Adam adam = Adam.of(0.2 * victim.spacing() / Math.sqrt(width));
      TensorTree change = TensorTree.of(Map.of(CHANGE, rows.minus(rows)));
      TransformationState state = adam.init(change);
      double length = 1 / (ids.length * victim.spacing() * victim.spacing());
      int[] found = ids;
      double c = FIRST_C;
      for (int r = 0; r < ROUNDS && Victim.changed(ids, found) < GradientSign.ENOUGH; r++) {
        for (int k = 0; k < STEPS; k++) {
          Tensor moved = rows.plus(change.get(CHANGE));
          double weight = c;
          Tensor margins =
              victim.gradient(moved, hidden -> margin(victim, hidden, ids).scaled(weight));
          Tensor gradient = margins.plus(change.get(CHANGE).scaled(2 * length));
          Update update = adam.update(TensorTree.of(Map.of(CHANGE, gradient)), state, change);
          change = change.plus(update.updates());
          state = update.state();
        }
        found = victim.nearest(rows.plus(change.get(CHANGE)), ids);
        c *= 2;
      }
      return found;
    }
  }

  /** The mean of f over the tokens after the first. */
  static Tensor margin(Victim victim, Tensor hidden, int[] ids) {
    int predicted = ids.length - 1;
    Tensor logits =
        victim
            .model()
            .decoder()
            .project(victim.model().parameters(), hidden.slice(1, 0, predicted));
    int vocabulary = (int) logits.size(2);
    double[] own = new double[predicted * vocabulary];
    long[] targets = new long[predicted];
    for (int t = 0; t < predicted; t++) {
      targets[t] = ids[t + 1];
      own[t * vocabulary + ids[t + 1]] = -1e9;
    }
    Tensor right = logits.gather(2, Tensor.of(targets, 1, predicted, 1)).reshape(1, predicted);
    Tensor others =
        logits.plus(Tensor.of(own, logits.dtype(), 1, predicted, vocabulary)).max(-1, false);
    Tensor least = Tensor.full(-LEAD, logits.dtype(), 1, predicted);
    Tensor margins = right.minus(others);
    return margins.where(least.lessOrEqual(margins), least).mean();
  }
}
