package dev.freshet.learner.pretraining;

import java.util.List;

/**
 * A text to train on, with questions about it where there are some.
 *
 * @param title the article's; empty where unknown. Held-out parts are split by it.
 */
public record CorpusDocument(String title, String text, List<QuestionAnswer> questions) {
  public CorpusDocument {
    questions = List.copyOf(questions);
  }

  /** One question and one accepted answer. */
  public record QuestionAnswer(String question, String answer) {}
}
