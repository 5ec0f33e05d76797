package dev.freshet.learner.scoring;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.tokenizer.EncodedText;
import java.util.Arrays;
import java.util.List;

/**
 * A question with its first answer as a model reads them: prompt, answer, and the end token where
 * the answer is one to a question in words.
 *
 * @param answerFrom the index of the answer's first token, at least 1
 */
public record AnswerRow(int[] ids, int answerFrom) {
  /** Tokenizes a question; a prompt too long for the model's context loses its beginning. */
  public static AnswerRow of(LanguageModel model, Question question) {
    Wording wording = Wording.of(model, question);
    EncodedText text = model.tokenizer().encode(wording.with(question.answers().get(0)));
    List<Integer> ends =
        question.form() == Question.Form.CLOZE ? List.of() : model.config().endTokens();
    int length = text.length() + (ends.isEmpty() ? 0 : 1);
    int[] ids = Arrays.copyOf(text.ids(), length);
    if (!ends.isEmpty()) {
      ids[length - 1] = ends.get(0);
    }
    int from = 1;
    while (from < text.length() && text.ends()[from] <= wording.prompt().length()) {
      from++;
    }
    int excess = Math.max(0, length - model.config().context());
    return new AnswerRow(Arrays.copyOfRange(ids, excess, length), Math.max(1, from - excess));
  }

  /** The answer's tokens, the end token counted where there is one. */
  public int answerTokens() {
    return ids.length - answerFrom;
  }
}
