package dev.freshet.ingest.records;

import org.jspecify.annotations.Nullable;

/**
 * Rules for the fields of records; a broken one is an IllegalArgumentException naming the field.
 */
final class Require {
  private Require() {}

  static void that(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  static <T> T present(@Nullable T value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("`" + field + "` is missing");
    }
    return value;
  }

  /** Text of any form, as long as it is Unicode without control characters but \n, \t and \r. */
  static String text(@Nullable String value, String field) {
    String text = present(value, field);
    that(!text.isBlank(), "`" + field + "` is blank");
    wellFormed(text, field, true);
    return text;
  }

  /** A name on one line: no control characters at all. */
  static String name(@Nullable String value, String field) {
    String name = present(value, field);
    that(!name.isBlank(), "`" + field + "` is blank");
    wellFormed(name, field, false);
    return name;
  }

  static @Nullable String optionalText(@Nullable String value, String field) {
    return value == null || value.isEmpty() ? null : text(value, field);
  }

  static @Nullable String optionalName(@Nullable String value, String field) {
    return value == null || value.isEmpty() ? null : name(value, field);
  }

  /** A measured number: finite, or null where nothing was measured. */
  static void measured(@Nullable Double value, String field) {
    that(value == null || Double.isFinite(value), "`" + field + "` is not a finite number");
  }

  static void counted(long value, String field) {
    that(value >= 0, "`" + field + "` is below 0");
  }

  /** Cuts to a length and folds line breaks, so that the text fits one line of a log. */
  static String oneLine(String text, int maxLength) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), maxLength));
    for (int i = 0; i < text.length() && line.length() < maxLength; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || Character.isSurrogate(c) ? ' ' : c);
    }
    return line.toString();
  }

  private static void wellFormed(String text, String field, boolean multiline) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && !(multiline && (c == '\n' || c == '\t' || c == '\r'))) {
        throw new IllegalArgumentException(
            String.format("`%s` has the control character U+%04X at %d", field, (int) c, i));
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException("`" + field + "` has half a surrogate pair at " + i);
      }
    }
  }
}
