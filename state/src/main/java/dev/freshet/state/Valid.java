package dev.freshet.state;

import java.util.Locale;
import java.util.regex.Pattern;

/** Checks for records that validate themselves; each throws IllegalArgumentException. */
final class Valid {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Valid() {}

  static void that(boolean holds, String rule, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, rule, values));
    }
  }

  static void name(String what, String text, int longest) {
    that(
        !text.isBlank()
            && text.length() <= longest
            && text.chars().noneMatch(Character::isISOControl),
        "%s is 1 to %d printable characters",
        what,
        longest);
  }

  static void hex(String what, String text, int shortest, int longest) {
    that(
        text.length() >= shortest && text.length() <= longest && HEX.matcher(text).matches(),
        "%s is %d to %d lower-case hexadecimal digits",
        what,
        shortest,
        longest);
  }

  static void sha256(String what, String text) {
    hex(what, text, 64, 64);
  }

  static void tag(String text) {
    that(
        TAG.matcher(text).matches(),
        "a tag is 1 to 64 letters, digits, dots, dashes and underscores; the first one a letter or digit");
  }
}
