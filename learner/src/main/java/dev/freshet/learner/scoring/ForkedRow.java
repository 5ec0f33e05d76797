package dev.freshet.learner.scoring;

import dev.freshet.learner.LanguageModel;
import java.util.Arrays;

/**
 * A question as one row of tokens, in which two texts share their beginning: the prompt with the
 * accepted answer, whose likelihood is measured, and the prompt with a guess at what the model will
 * say. The row is the first text whole, then what the second does not share.
 *
 * @param answer the first text
 * @param asked the prompt that the model goes on from
 * @param guess tokens that may follow it; possibly none
 * @param most tokens that are generated
 */
@SuppressWarnings("ArrayRecordComponent") // lives within one pass, never compared
record ForkedRow(AnswerRow answer, int[] asked, int[] guess, int most) {
  private static final int[] NONE = {};

  /**
   * The row of a question. Of a prompt that is too long for the context the end is kept.
   *
   * @param guess the model's likely answer; the empty text for none
   * @param limit the most tokens that are generated; a cloze takes as many as its answer has, since
   *     nothing else says where the gap ends
   */
  static ForkedRow of(LanguageModel model, Question question, String guess, int limit) {
    AnswerRow answer = AnswerRow.of(model, question);
    Wording wording = Wording.of(model, question);
    boolean cloze = question.form() == Question.Form.CLOZE;
    int most = cloze ? Math.min(limit, answer.answerTokens()) : limit;
    // The bare prompt may end in a space that belongs to the answer's first token.
    int[] asked = model.tokenizer().encode(wording.prompt().stripTrailing()).ids();
    int[] guessed = guess.isEmpty() ? NONE : continuation(model, asked, wording.with(guess));
    int context = model.config().context();
    int[] kept = last(asked, Math.max(1, context - most - 1));
    // The last token that is generated is never read.
    int read = Math.min(guessed.length, Math.min(most, context - kept.length) - 1);
    return new ForkedRow(answer, kept, Arrays.copyOf(guessed, Math.max(0, read)), most);
  }

  /** What a guess adds to its prompt; nothing where a token spans the seam. */
  private static int[] continuation(LanguageModel model, int[] asked, String text) {
    int[] ids = model.tokenizer().encode(text).ids();
    return ids.length > asked.length && shared(asked, ids) == asked.length
        ? Arrays.copyOfRange(ids, asked.length, ids.length)
        : NONE;
  }

  private static int[] last(int[] ids, int most) {
    return Arrays.copyOfRange(ids, Math.max(0, ids.length - most), ids.length);
  }

  private static int shared(int[] one, int[] other) {
    int mismatch = Arrays.mismatch(one, other);
    return mismatch < 0 ? one.length : mismatch;
  }

  /** Tokens at the beginning of both texts. */
  int shared() {
    return shared(answer.ids(), asked);
  }

  int length() {
    return secondAt(asked.length + guess.length);
  }

  /** Where the row holds the token at an index of the second text: prompt, then guess. */
  int secondAt(int index) {
    int shared = shared();
    return index < shared ? index : answer.ids().length + index - shared;
  }

  /** Writes the row's tokens. */
  void write(int[] target, int at) {
    System.arraycopy(answer.ids(), 0, target, at, answer.ids().length);
    for (int i = shared(); i < asked.length + guess.length; i++) {
      target[at + secondAt(i)] = i < asked.length ? asked[i] : guess[i - asked.length];
    }
  }

  /** Writes where the row's tokens stand, and what each of them sees of a row so long. */
  void place(int[] positions, boolean[] seen, int row, int time) {
    for (int i = 0; i < answer.ids().length; i++) {
      positions[row * time + i] = i;
      Arrays.fill(seen, (row * time + i) * time, (row * time + i) * time + i + 1, true);
    }
    for (int i = shared(); i < asked.length + guess.length; i++) {
      positions[row * time + secondAt(i)] = i;
      see(seen, (row * time + secondAt(i)) * time, i + 1);
    }
    for (int i = length(); i < time; i++) { // padding sees itself, and no one reads it
      seen[(row * time + i) * time + i] = true;
    }
  }

  /** Marks the first tokens of the second text as seen, in marks of the row that begin there. */
  void see(boolean[] seen, int at, int tokens) {
    int shared = shared();
    Arrays.fill(seen, at, at + Math.min(shared, tokens), true);
    if (tokens > shared) {
      Arrays.fill(seen, at + answer.ids().length, at + secondAt(tokens), true);
    }
  }
}
