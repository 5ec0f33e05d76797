package dev.freshet.bench;

import dev.freshet.tensor.CounterRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.IntFunction;

/**
 * Ways to make strange text of usual one, for simulated streams: noise, casing, spacing, order,
 * length, layout. They are what the gate's start of a kind is trained on, so none is an attack of
 * docs/reference/attacks.md, on which it is measured.
 */
final class Distortions {
  private static final double LITTLE = 0.08;
  private static final double MUCH = 0.3;
  private static final int SHORT = 60;
  private static final String SYMBOLS = "#$%&*+=<>|~^@";
  private static final String PLAIN = "aeioucnszy";
  private static final String ACCENTED = "áéíóúçñšžý";

  private Distortions() {}

  /** One of them; pure. */
  @FunctionalInterface
  interface Distortion {
    String of(String text, CounterRandom random);
  }

  /** By name. */
  static Map<String, Distortion> all() {
    Map<String, Distortion> all = new LinkedHashMap<>();
    for (double share : new double[] {LITTLE, MUCH}) {
      String much = share == MUCH ? ", many" : "";
      all.put(
          "typing errors" + much,
          (text, random) -> some(text, random, share, c -> typed(c, random)));
      all.put("lost characters" + much, (text, random) -> some(text, random, share, c -> ""));
      all.put(
          "symbols" + much, (text, random) -> some(text, random, share, c -> symbol(c, random)));
    }
    for (double share : new double[] {LITTLE, 1}) {
      String much = share == 1 ? ", all" : "";
      all.put(
          "spaced out" + much, (text, random) -> some(text, random, share, c -> (char) c + " "));
      all.put("accents" + much, (text, random) -> some(text, random, share, Distortions::accented));
    }
    all.put("capitals", (text, random) -> text.toUpperCase(Locale.ROOT));
    all.put("no marks", (text, random) -> text.toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", ""));
    all.put("cipher", (text, random) -> some(text, random, 1, Distortions::rotated));
    all.put("no spaces", (text, random) -> text.replace(" ", ""));
    all.put("backwards", (text, random) -> new StringBuilder(text).reverse().toString());
    all.put("words in random order", Distortions::disordered);
    all.put("cut short", (text, random) -> text.substring(0, Math.min(text.length(), SHORT)));
    all.put("numbers", Distortions::numbers);
    all.put("markup", Distortions::markup);
    all.put("fields", Distortions::fields);
    all.put("stutter", Distortions::stutter);
    all.put("two words", Distortions::twoWords);
    return all;
  }

  /** A share of the characters, each by what a function makes of it. */
  private static String some(
      String text, CounterRandom random, double share, IntFunction<String> of) {
    StringBuilder made = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      made.append(random.nextDouble() < share ? of.apply(one) : String.valueOf(one));
    }
    return made.toString();
  }

  private static String typed(int character, CounterRandom random) {
    return String.valueOf(
        (char) (Character.isLetter(character) ? 'a' + random.nextInt(26) : character));
  }

  private static String symbol(int character, CounterRandom random) {
    return String.valueOf(
        character == ' ' ? ' ' : SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
  }

  private static String accented(int character) {
    int at = PLAIN.indexOf(character);
    return String.valueOf(at < 0 ? (char) character : ACCENTED.charAt(at));
  }

  private static String rotated(int character) {
    boolean isLetter = character >= 'a' && character <= 'z';
    return String.valueOf((char) (isLetter ? 'a' + (character - 'a' + 13) % 26 : character));
  }

  private static String disordered(String text, CounterRandom random) {
    String[] words = text.split(" ");
    int[] order = new int[words.length];
    Arrays.setAll(order, i -> i);
    random.shuffle(order);
    StringJoiner made = new StringJoiner(" ");
    for (int i : order) {
      made.add(words[i]);
    }
    return made.toString();
  }

  private static String numbers(String text, CounterRandom random) {
    StringJoiner made = new StringJoiner(", ");
    for (String ignored : text.split(" ")) {
      made.add(String.format(Locale.ROOT, "%.2f", 1000 * random.nextDouble()));
    }
    return made.toString();
  }

  private static String markup(String text, CounterRandom random) {
    StringBuilder made = new StringBuilder();
    for (String word : text.split(" ")) {
      made.append("<td class=\"c%d\">%s</td>\n".formatted(random.nextInt(7), word));
    }
    return made.toString();
  }

  private static String fields(String text, CounterRandom random) {
    List<String> words = List.of(text.split(" "));
    StringJoiner made = new StringJoiner(", ", "{", "}");
    for (int i = 0; i + 1 < words.size(); i += 2) {
      made.add("\"%s\": \"%s\"".formatted(words.get(i), words.get(i + 1)));
    }
    return made.toString();
  }

  private static String stutter(String text, CounterRandom random) {
    StringJoiner made = new StringJoiner(" ");
    for (String word : text.split(" ")) {
      for (int i = 0; i < 2 + random.nextInt(2); i++) {
        made.add(word);
      }
    }
    return made.toString();
  }

  private static String twoWords(String text, CounterRandom random) {
    String[] words = text.split(" ");
    String two =
        words[random.nextInt(words.length)] + " " + words[random.nextInt(words.length)] + " ";
    return two.repeat(Math.max(2, text.length() / two.length()));
  }
}
