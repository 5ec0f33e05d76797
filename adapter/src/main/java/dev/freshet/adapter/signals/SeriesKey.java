package dev.freshet.adapter.signals;

import java.nio.charset.StandardCharsets;

/** One series of one lane, as a key: names hold no line break. */
record SeriesKey(String lane, String series) {
  private static final char BETWEEN = '\n';

  static SeriesKey of(String lane, String series) {
    return new SeriesKey(lane, series);
  }

  static SeriesKey parse(String text) {
    int between = text.indexOf(BETWEEN);
    return new SeriesKey(text.substring(0, between), text.substring(between + 1));
  }

  String text() {
    return lane + BETWEEN + series;
  }

  /** For people, on one line. */
  @Override
  public String toString() {
    return lane + "/" + series;
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }
}
