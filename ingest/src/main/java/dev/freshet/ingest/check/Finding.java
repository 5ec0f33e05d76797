package dev.freshet.ingest.check;

import org.jspecify.annotations.Nullable;

/**
 * Something that the check found wrong.
 *
 * @param where file, line and column of the paragraph
 * @param article the article's title
 * @param paragraph its place in the article, from 1
 * @param id of the question; null where the paragraph itself is meant
 * @param remedy what to do about it
 */
public record Finding(
    Rule rule,
    String where,
    String article,
    int paragraph,
    @Nullable String id,
    String message,
    String remedy) {

  /** What is looked for. */
  public enum Rule {
    /** A field that SQuAD's format asks for. */
    FORM,
    /** Answers stand at their {@code answer_start}, counted in code points. */
    SPAN,
    /** No paragraph, id or question twice. */
    DUPLICATE,
    /** Paragraphs have so many words. */
    LENGTH,
    /** Paragraphs have so many questions. */
    QUESTIONS,
    /** The question is about what the paragraph says. */
    ANSWERABLE,
    /** The question names what it asks about. */
    POINTS_OUTSIDE,
    /** The answer does not stand in the question. */
    GIVEN_AWAY
  }
}
