package dev.freshet.learner.evaluation;

import dev.freshet.learner.scoring.AnswerScore;
import dev.freshet.learner.scoring.AnswerScorer;
import dev.freshet.learner.scoring.Question;
import dev.freshet.learner.scoring.SquadMetrics;
import dev.freshet.tensor.TensorTree;
import java.util.List;

/**
 * How questions were answered, one number each, in their order. Where nothing was generated, only
 * the likelihoods are known and the other arrays are empty.
 *
 * @param nll of the first accepted answer, in nats per token, the end token counted
 * @param f1 SQuAD's, of the greedy answer, the best over the accepted ones
 * @param exactMatch SQuAD's, 0 or 1
 * @param prefixMatch 1 where the greedy answer begins as the shortest accepted one does, which is
 *     what Hu et al. (2023) call exact match
 */
public record Answers(double[] nll, double[] f1, double[] exactMatch, double[] prefixMatch) {
  private static final double[] NONE = {};

  /** The answers under some weights. */
  static Answers at(
      Depth depth, AnswerScorer scorer, TensorTree parameters, List<Question> questions) {
    return switch (depth) {
      case LIKELIHOOD -> likelihoods(scorer, parameters, questions);
      case ANSWERS -> generated(scorer, parameters, questions);
    };
  }

  private static Answers likelihoods(
      AnswerScorer scorer, TensorTree parameters, List<Question> questions) {
    return new Answers(scorer.nll(parameters, questions), NONE, NONE, NONE);
  }

  private static Answers generated(
      AnswerScorer scorer, TensorTree parameters, List<Question> questions) {
    List<AnswerScore> scores = scorer.score(parameters, questions);
    double[] prefixes = new double[scores.size()];
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i] = SquadMetrics.prefixMatch(scores.get(i).answer(), questions.get(i).answers());
    }
    return new Answers(
        scores.stream().mapToDouble(AnswerScore::nll).toArray(),
        scores.stream().mapToDouble(AnswerScore::f1).toArray(),
        scores.stream().mapToDouble(AnswerScore::exactMatch).toArray(),
        prefixes);
  }

  /** How many questions. */
  public int count() {
    return nll.length;
  }
}
