package dev.freshet.config;

/** Text from outside made fit for one line of an error message. */
final class OneLine {
  private static final int LONGEST = 60;

  private OneLine() {}

  /**
   * A key, cut before the first character that no key has. So a forgotten space, as in {@code
   * token:hunter2}, does not carry a secret into the message.
   */
  static String key(String text) {
    String keyLike = text.replaceFirst("(?s)[^A-Za-z0-9._-].*", "…");
    return clip(keyLike);
  }

  /** A value between backticks, its control characters replaced. */
  static String value(String text) {
    return "`" + clip(text).replaceAll("\\p{Cntrl}", "�") + "`";
  }

  private static String clip(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
