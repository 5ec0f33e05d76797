package dev.freshet.app;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A text in sentences, by Unicode's rules: a date or an abbreviation may end one. */
final class Sentences {
  private Sentences() {}

  /** All of the text, in order; each with the spaces behind it. */
  static List<String> of(String text) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(text);
    List<String> sentences = new ArrayList<>();
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      sentences.add(text.substring(from, to));
      from = to;
    }
    return sentences;
  }
}
