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

  /** The same with other questions. */
  EvaluationDocument asking(List<Question> others) {
    return new EvaluationDocument(id, article, text, others);
  }

  /** The same with another text. */
  EvaluationDocument reading(String other) {
    return new EvaluationDocument(id, article, other, questions);
  }

  static List<Question> questions(List<EvaluationDocument> documents) {
    return documents.stream().flatMap(document -> document.questions().stream()).toList();
  }
}
