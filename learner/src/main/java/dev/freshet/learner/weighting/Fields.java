package dev.freshet.learner.weighting;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;

/**
 * Fields of a config.json.
 *
 * <p>Each getter throws an {@link IllegalArgumentException} that names a field which is missing or
 * of another kind.
 */
record Fields(JsonNode json) {
  private static final int MOST = 1 << 24;

  int whole(String field) {
    JsonNode node = json.path(field);
    boolean sound = node.isIntegralNumber() && node.canConvertToInt();
    if (!sound || node.asInt() < 0 || node.asInt() > MOST) {
      throw new IllegalArgumentException(field + " is missing or no whole number up to " + MOST);
    }
    return node.asInt();
  }

  double number(String field) {
    JsonNode node = json.path(field);
    if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
      throw new IllegalArgumentException(field + " is missing or no number");
    }
    return node.asDouble();
  }

  String text(String field) {
    JsonNode node = json.path(field);
    if (!node.isTextual()) {
      throw new IllegalArgumentException(field + " is missing or no text");
    }
    return node.asText();
  }

  <E extends Enum<E>> E choice(String field, Class<E> type) {
    String found = text(field);
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(found)) {
        return value;
      }
    }
    String all = Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
    throw new IllegalArgumentException(field + " is " + found + ", not one of " + all);
  }
}
