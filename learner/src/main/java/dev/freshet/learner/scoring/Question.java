package dev.freshet.learner.scoring;

import java.util.List;

/**
 * A question with its accepted answers, the first of which is scored for likelihood.
 *
 * @param text in words, or of a cloze what stands before the gap
 * @param answers at least one
 */
public record Question(String text, List<String> answers, Form form) {
  /** How it is put to a model. */
  public enum Form {
    /** In the model's own template; the answer ends with the end token. */
    QUESTION,
    /** As a text that the answer goes on: no template, no end token. */
    CLOZE
  }

  public Question {
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("a question has at least one answer");
    }
  }

  /** A question in words. */
  public Question(String text, List<String> answers) {
    this(text, answers, Form.QUESTION);
  }
}
