package dev.freshet.ingest.chronicle;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A change of the stream itself, as opposed to a change of a fact in it.
 *
 * @param at it holds for every document after this many
 * @param to the new change rate, for {@link Kind#RATE}; NaN takes 1 minus the one before
 */
public record Drift(long at, Kind kind, double to) {

  /** What drifts. */
  public enum Kind {
    /** The mix of topics: what was rare becomes frequent. */
    TOPICS,
    /** Templates and vocabulary: other sentences say the same, others surround them. */
    WORDING,
    /** The relations that are told: others, never told before, take their place. */
    RELATIONS,
    /** The share of news that overwrite what was told. */
    RATE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Drift {
    if (at < 0) {
      throw new IllegalArgumentException("`at` is below 0");
    }
    if (kind != Kind.RATE && !Double.isNaN(to)) {
      throw new IllegalArgumentException("`to` goes with kind=rate only");
    }
    if (!Double.isNaN(to) && (to < 0 || to > 1)) {
      throw new IllegalArgumentException("`to` is a share, from 0 to 1");
    }
  }

  /**
   * Reads {@code at=K,kind=NAME} and, for a rate, {@code to=R}.
   *
   * @throws IllegalArgumentException which says what is wrong
   */
  public static Drift parse(String text) {
    Map<String, String> fields = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part.strip() : part.substring(0, equals).strip();
      if (equals < 0 || !name.matches("at|kind|to")) {
        throw new IllegalArgumentException("a drift is at=K,kind=NAME or at=K,kind=rate,to=R");
      }
      fields.put(name, part.substring(equals + 1).strip());
    }
    try {
      String to = fields.getOrDefault("to", "NaN");
      return new Drift(
          Long.parseLong(fields.getOrDefault("at", "")),
          kind(fields.getOrDefault("kind", "")),
          Double.parseDouble(to));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("`at` is a whole number, and `to` a number", e);
    }
  }

  private static Kind kind(String name) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`kind` is one of "
                        + Arrays.stream(Kind.values())
                            .map(Kind::toString)
                            .collect(Collectors.joining(", "))));
  }
}
