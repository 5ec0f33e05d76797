package dev.freshet.learner.scoring;

import java.util.List;

/**
 * A question with its accepted answers, the first of which is scored for likelihood.
 *
 * @param answers at least one
 */
public record Question(String text, List<String> answers) {
  public Question {
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("a question has at least one answer");
    }
  }
}
