package dev.freshet.learner.probing;

import dev.freshet.learner.scoring.Question;
import java.util.List;

/**
 * A probe that a rule wrote from a text.
 *
 * @param rule the name of the rule, for reports
 * @param prompt a question, or for a cloze the sentence up to the span
 * @param answer as it stands in the text
 * @param answerStart where it stands, in UTF-16 units
 */
public record WrittenProbe(
    Question.Form form, String rule, String prompt, String answer, int answerStart) {

  /** What it asks. */
  public Question question() {
    return new Question(prompt, List.of(answer), form);
  }

  /** Whether both ask for some of the same words. */
  boolean overlaps(WrittenProbe other) {
    return answerStart < other.answerStart + other.answer.length()
        && other.answerStart < answerStart + answer.length();
  }
}
