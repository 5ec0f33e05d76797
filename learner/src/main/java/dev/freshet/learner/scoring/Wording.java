package dev.freshet.learner.scoring;

import dev.freshet.learner.LanguageModel;

/**
 * A question as one model reads it.
 *
 * @param prompt what stands before the answer
 * @param seam what stands between the two, and counts as the answer's; possibly nothing
 */
record Wording(String prompt, String seam) {
  /** After these a text goes on without a space. */
  private static final String OPENING = "([{\u201c\u2018\u00ab$\u00a3\u20ac#/-\u2013\u2014";

  static Wording of(LanguageModel model, Question question) {
    return switch (question.form()) {
      case QUESTION ->
          new Wording(
              model.questions().promptFor(question.text()), model.questions().answerPrefix());
      case CLOZE -> cloze(question.text().stripTrailing());
    };
  }

  private static Wording cloze(String text) {
    boolean opened = OPENING.indexOf(text.charAt(text.length() - 1)) >= 0;
    return new Wording(text, opened ? "" : " ");
  }

  /** What the model reads up to the end of an answer. */
  String with(String answer) {
    return prompt + seam + answer;
  }
}
