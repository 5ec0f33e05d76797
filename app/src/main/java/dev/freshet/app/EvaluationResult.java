package dev.freshet.app;

import dev.freshet.learner.evaluation.Comparison;
import dev.freshet.learner.evaluation.Curve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one way of trying came to.
 *
 * @param mode {@code independent} or {@code sequence}
 * @param budget the damage at which methods are compared
 * @param budgetFrom where it comes from
 */
record EvaluationResult(String mode, double budget, String budgetFrom, List<Line> lines) {

  /**
   * One method.
   *
   * @param swept its curve on the validation; null where no rate was chosen
   * @param atEdge whether a better rate may lie beyond those swept
   * @param selected its rate
   */
  record Line(
      String name,
      @Nullable Curve swept,
      boolean atEdge,
      double selected,
      Curve curve,
      Comparison.AtDamage atDamage) {}
}
