package dev.freshet.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one form in which values of a type are written: its name, its rule, how it is read.
 *
 * @param name what the reference calls it, such as {@code duration}
 * @param rule completes the sentence "this key expects …"
 * @param reader from text to value; throws IllegalArgumentException for text of another form
 */
record ValueForm(String name, String rule, Function<String, Object> reader) {
  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9]\\d*)");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  /** Milliseconds of each unit of time, the longest first. */
  private static final Map<String, Long> UNITS = units();

  /** The form of a type; empty where the type is no single value (a list, a map, a section). */
  static Optional<ValueForm> of(Class<?> type) {
    if (type.isEnum()) {
      return Optional.of(choice(type));
    }
    return Optional.ofNullable(
        Map.of(
                int.class,
                new ValueForm(
                    "whole number",
                    "a whole number such as 16, at most 2147483647",
                    text -> Integer.parseInt(matching(WHOLE, text).group())),
                long.class,
                new ValueForm(
                    "whole number",
                    "a whole number such as 16",
                    text -> Long.parseLong(matching(WHOLE, text).group())),
                double.class,
                new ValueForm("number", "a number such as 0.5 or 1e-4", ValueForm::number),
                boolean.class,
                new ValueForm("true or false", "true or false", ValueForm::truth),
                Duration.class,
                new ValueForm(
                    "duration", "a duration such as 200ms, 5s, 10m, 1h or 2d", ValueForm::duration),
                DataSize.class,
                new ValueForm("size", "a size such as 512B, 64KiB, 1MiB or 2GiB", DataSize::parse),
                String.class,
                new ValueForm("text", "text", text -> text))
            .get(type));
  }

  /**
   * The value that the text stands for; throws IllegalArgumentException where it has another form.
   */
  Object read(String text) {
    return reader.apply(name.equals("text") ? text : text.strip());
  }

  /** A value as a user would write it; {@code read} of it gives the value again. */
  static String write(Object value) {
    if (value instanceof Duration duration) {
      return writeDuration(duration);
    }
    if (value instanceof Enum<?> constant) {
      return lower(constant.name());
    }
    return value instanceof Double ? lower(value.toString()) : value.toString();
  }

  private static ValueForm choice(Class<?> type) {
    Map<String, Object> constants = new LinkedHashMap<>();
    Arrays.stream(type.getEnumConstants()).forEach(c -> constants.put(write(c), c));
    String names =
        constants.keySet().stream().map(n -> "`" + n + "`").collect(Collectors.joining(", "));
    return new ValueForm(
        "one of " + names,
        "one of " + names,
        text -> Optional.ofNullable(constants.get(text)).orElseThrow(ValueForm::otherForm));
  }

  private static Object number(String text) {
    double value = Double.parseDouble(matching(NUMBER, text).group());
    if (!Double.isFinite(value)) {
      throw otherForm();
    }
    return value;
  }

  private static Object truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw otherForm();
    };
  }

  private static Object duration(String text) {
    Matcher matcher = matching(DURATION, text);
    long unit = UNITS.getOrDefault(matcher.group(2), 1L);
    return Duration.ofMillis(Long.parseLong(matcher.group(1)) * unit);
  }

  private static String writeDuration(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    long millis = duration.toMillis();
    for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
      if (millis % unit.getValue() == 0) {
        return millis / unit.getValue() + unit.getKey();
      }
    }
    throw new IllegalStateException("every duration is a multiple of 1ms");
  }

  private static Matcher matching(Pattern form, String text) {
    Matcher matcher = form.matcher(text);
    if (!matcher.matches()) {
      throw otherForm();
    }
    return matcher;
  }

  private static IllegalArgumentException otherForm() {
    return new IllegalArgumentException("another form is expected");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("d", 86_400_000L);
    units.put("h", 3_600_000L);
    units.put("m", 60_000L);
    units.put("s", 1_000L);
    units.put("ms", 1L);
    return units;
  }
}
