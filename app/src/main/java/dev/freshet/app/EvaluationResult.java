package dev.freshet.app;

import dev.freshet.learner.evaluation.Comparison;
import dev.freshet.learner.evaluation.Curve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one way of trying came to.
 *
 * @param mode {@code independent} or {@code sequence}
 * @param comparison that its intervals come from
 * @param budget the damage at which methods are compared
 * @param budgetFrom where it comes from
 */
record EvaluationResult(
    String mode,
    Comparison comparison,
    double budget,
    String budgetFrom,
    List<Line> lines,
    List<Controlled> controls) {

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

  /** A method under a control, at the method's own rate. */
  record Controlled(String weighting, String control, Comparison.Row row) {}
}
