package dev.freshet.app;

import dev.freshet.evaluator.report.HeatMap;
import java.util.Locale;

/**
 * A weighed text for the terminal: a darker ground is a larger weight. Without colours each token
 * is followed by its shade as a digit, {@code Oslo[9]}.
 */
final class WeightsMap {
  /** From the 256 colours: none, then pale yellow to red. */
  private static final int[] GROUNDS = {0, 230, 229, 228, 222, 221, 215, 209, 203, 196};

  private static final String DARK_ON = "\u001b[38;5;16m\u001b[48;5;%dm";
  private static final String PLAIN = "\u001b[0m";

  private WeightsMap() {}

  static String legend(Terminal terminal, HeatMap map) {
    String scale =
        String.format(Locale.ROOT, "mean weight %.3f, most %.3f; ", map.mean(), map.most());
    if (!terminal.color()) {
      return scale + "[0] to [9] up to the most";
    }
    StringBuilder shades = new StringBuilder(scale);
    for (int level = 0; level < HeatMap.LEVELS; level++) {
      shades.append(shaded(level, " " + level + " "));
    }
    return shades.toString();
  }

  static String of(Terminal terminal, HeatMap map) {
    StringBuilder out = new StringBuilder();
    String text = map.text();
    int at = 0;
    for (int i = 0; i < map.weights().length; i++) {
      int start = Math.max(at, map.starts()[i]);
      int end = Math.max(start, map.ends()[i]);
      out.append(Printable.of(text.substring(at, start)));
      String token = Printable.of(text.substring(start, end));
      out.append(terminal.color() ? shaded(map.level(i), token) : marked(map.level(i), token));
      at = end;
    }
    return out.append(Printable.of(text.substring(at))).toString();
  }

  private static String shaded(int level, String token) {
    return level == 0 ? token : DARK_ON.formatted(GROUNDS[level]) + token + PLAIN;
  }

  private static String marked(int level, String token) {
    return token.isBlank() ? token : token + "[" + level + "]";
  }
}
