package dev.freshet.ingest.check;

/** Places in a text, counted in Unicode code points, as SQuAD's {@code answer_start} is. */
final class Spans {
  private Spans() {}

  /** Whether the words stand in the text from this code point on. */
  static boolean standsAt(String text, String words, long point) {
    if (point < 0 || point > text.codePointCount(0, text.length())) {
      return false;
    }
    return text.startsWith(words, text.offsetByCodePoints(0, (int) point));
  }

  /** The code point at which the words first stand; -1 where they do not. */
  static int find(String text, String words) {
    int unit = text.indexOf(words);
    return unit < 0 ? -1 : text.codePointCount(0, unit);
  }
}
