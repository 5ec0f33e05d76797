package dev.freshet.learner.evaluation;

import dev.freshet.learner.scoring.Question;
import java.util.List;

/**
 * A document and the questions that it answers.
 *
 * @param article what it is a part of: the unit that intervals resample
 */
public record EvaluationDocument(String id, String article, String text, List<Question> questions) {
  public EvaluationDocument {
    questions = List.copyOf(questions);
  }
}
