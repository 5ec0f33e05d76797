package dev.freshet.learner.probing;

/**
 * A probe that a rule wrote from a text.
 *
 * @param rule the name of the rule, for reports
 * @param prompt a question, or for a cloze the sentence up to the span
 * @param answer as it stands in the text
 * @param answerStart where it stands, in UTF-16 units
 */
public record WrittenProbe(Kind kind, String rule, String prompt, String answer, int answerStart) {
  /** How a probe asks. */
  public enum Kind {
    /** A sentence to go on with. */
    CLOZE,
    /** A question in words. */
    QUESTION
  }
}
