package dev.freshet.evaluator.replay;

import dev.freshet.learner.scoring.AnswerScore;

/**
 * A probe of a document, asked three times.
 *
 * @param base of the base model
 * @param now right after the document's step
 * @param end after the last record
 */
public record Asked(String probeId, Score base, Score now, Score end) {

  /**
   * One answer.
   *
   * @param nll nats per token of the first accepted answer, end token counted
   */
  public record Score(double nll, double f1, double em) {
    static Score of(AnswerScore score) {
      return new Score(score.nll(), score.f1(), score.exactMatch());
    }
  }

  boolean isFinite() {
    return Double.isFinite(base.nll()) && Double.isFinite(now.nll()) && Double.isFinite(end.nll());
  }
}
