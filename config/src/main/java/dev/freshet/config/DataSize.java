package dev.freshet.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory or disk, written as {@code 64KiB}, {@code 1MiB}, {@code 2GiB} or {@code
 * 512B}.
 *
 * @param bytes at least 0
 */
public record DataSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)");

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is at least 0 bytes");
    }
  }

  /** Reads {@code 64KiB} and the like; throws IllegalArgumentException with the forms accepted. */
  public static DataSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a size is written like 512B, 64KiB, 1MiB or 2GiB");
    }
    int shift =
        switch (matcher.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    long amount = Long.parseLong(matcher.group(1));
    if (amount > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("a size is below 8 EiB");
    }
    return new DataSize(amount << shift);
  }

  /** The whole number of bytes as an int; a size beyond that throws ArithmeticException. */
  public int toIntBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public String toString() {
    for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
      int shift = unit.charAt(0) == 'G' ? 30 : unit.charAt(0) == 'M' ? 20 : 10;
      if (bytes > 0 && bytes % (1L << shift) == 0) {
        return String.format(Locale.ROOT, "%d%s", bytes >> shift, unit);
      }
    }
    return bytes + "B";
  }
}
