package dev.freshet.learner.scoring;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.tokenizer.EncodedText;
import java.util.Arrays;
import java.util.List;

/**
 * A question with its first answer as a model reads them: prompt, answer, end token.
 *
 * @param answerFrom the index of the answer's first token, at least 1
 */
public record AnswerRow(int[] ids, int answerFrom) {
  /** Tokenizes a question; a prompt too long for the model's context loses its beginning. */
  public static AnswerRow of(LanguageModel model, Question question) {
    String prompt = model.questions().promptFor(question.text());
    String answer = model.questions().answerPrefix() + question.answers().get(0);
    EncodedText text = model.tokenizer().encode(prompt + answer);
    List<Integer> ends = model.config().endTokens();
    int length = text.length() + (ends.isEmpty() ? 0 : 1);
    int[] ids = Arrays.copyOf(text.ids(), length);
    if (!ends.isEmpty()) {
      ids[length - 1] = ends.get(0);
    }
    int from = 1;
    while (from < text.length() && text.ends()[from] <= prompt.length()) {
      from++;
    }
    int excess = Math.max(0, length - model.config().context());
    return new AnswerRow(Arrays.copyOfRange(ids, excess, length), Math.max(1, from - excess));
  }

  /** The answer's tokens, the end token counted. */
  public int answerTokens() {
    return ids.length - answerFrom;
  }
}
