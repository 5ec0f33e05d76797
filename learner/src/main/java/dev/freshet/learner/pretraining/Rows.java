package dev.freshet.learner.pretraining;

import dev.freshet.learner.QuestionTemplate;
import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.learner.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training rows of one length, packed without padding: texts follow each other, an end token before
 * each, and a text that does not fit goes on in the next row. Every target carries a weight, so
 * that a loss can be taken on answers only.
 */
final class Rows {
  private final int length;
  private int[] tokens = new int[1 << 20];
  private boolean[] counts = new boolean[1 << 20];
  private int size;

  Rows(int length) {
    this.length = length;
  }

  /** Appends a document and then each of its questions, a text of its own. */
  void addDocument(
      CorpusDocument document, Tokenizer tokenizer, QuestionTemplate template, int end) {
    if (!document.text().isBlank()) {
      append(end, true);
      for (int id : tokenizer.encodePlain(document.text()).ids()) {
        append(id, true);
      }
    }
    for (CorpusDocument.QuestionAnswer qa : document.questions()) {
      addQuestion(qa, tokenizer, template, end, false);
    }
  }

  /**
   * Appends a question with its answer and an end token.
   *
   * @param answerOnly whether the loss is taken on the answer and the end token alone
   */
  void addQuestion(
      CorpusDocument.QuestionAnswer qa,
      Tokenizer tokenizer,
      QuestionTemplate template,
      int end,
      boolean answerOnly) {
    String prompt = template.promptFor(qa.question());
    EncodedText text = tokenizer.encodePlain(prompt + template.answerPrefix() + qa.answer());
    append(end, !answerOnly);
    for (int i = 0; i < text.length(); i++) {
      append(text.ids()[i], !answerOnly || text.ends()[i] > prompt.length());
    }
    append(end, true);
  }

  private void append(int token, boolean counted) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    tokens[size] = token;
    counts[size++] = counted;
  }

  /** Whole rows. */
  int count() {
    return size / length;
  }

  long tokenCount() {
    return size;
  }

  /** The ids of one row. */
  int[] ids(int row) {
    return Arrays.copyOfRange(tokens, row * length, (row + 1) * length);
  }

  /** Per target of one row (its tokens but the first), whether the loss counts it. */
  float[] weights(int row) {
    float[] weights = new float[length - 1];
    for (int i = 1; i < length; i++) {
      weights[i - 1] = counts[row * length + i] ? 1 : 0;
    }
    return weights;
  }

  /** The documents of some files, at most so many of each; 0 is all. */
  static List<CorpusDocument> read(List<Path> corpora, int limit) {
    List<CorpusDocument> documents = new ArrayList<>();
    for (Path file : corpora) {
      int before = documents.size();
      CorpusReader.read(
          file,
          document -> {
            if (limit == 0 || documents.size() - before < limit) {
              documents.add(document);
            }
          });
    }
    return documents;
  }
}
