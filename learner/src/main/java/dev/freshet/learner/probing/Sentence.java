package dev.freshet.learner.probing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sentence of a text.
 *
 * @param text without spaces at its ends
 * @param start where it begins in the whole text, in UTF-16 units
 */
record Sentence(String text, int start) {
  private static final int LONGEST = 600;
  private static final Pattern BOUNDARY =
      Pattern.compile("[.!?][\"'\u201d\u2019)\\]]*\\s+(?=[\"'\u201c(]?[\\p{Lu}\\p{Nd}])|\\n+");
  private static final Pattern LAST_WORD = Pattern.compile("([\\p{L}.]+)\\.$");
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Mt", "Ft", "Gen", "Col", "Lt", "Sgt", "Capt",
          "Rev", "Hon", "Gov", "Sen", "Rep", "Jr", "Sr", "vs", "cf", "ca", "c", "b", "d", "r", "No",
          "no", "vol", "Vol", "pp", "p", "ed", "Co", "Corp", "Inc", "Ltd", "Bros", "approx", "etc",
          "e.g", "i.e", "al", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct",
          "Nov", "Dec", "op", "Op", "fl", "lit", "pron", "Maj", "Adm", "Cmdr", "Ave", "Blvd", "Rd");

  /**
   * The sentences of a text; pieces of fewer than three words, or longer than any rule could judge,
   * are left out.
   */
  static List<Sentence> of(String text) {
    List<Sentence> sentences = new ArrayList<>();
    Matcher boundary = BOUNDARY.matcher(text);
    int from = 0;
    while (boundary.find()) {
      boolean lineEnd = text.charAt(boundary.start()) == '\n';
      if (lineEnd || !abbreviated(text, from, boundary.start())) {
        add(sentences, text, from, boundary.end());
        from = boundary.end();
      }
    }
    add(sentences, text, from, text.length());
    return sentences;
  }

  /** Whether the full stop at a place belongs to an abbreviation or an initial. */
  private static boolean abbreviated(String text, int from, int stop) {
    if (text.charAt(stop) != '.') {
      return false;
    }
    Matcher last = LAST_WORD.matcher(text.substring(Math.max(from, stop - 12), stop + 1));
    if (!last.find()) {
      return false;
    }
    String word = last.group(1);
    boolean initial = word.length() == 1 && Character.isUpperCase(word.charAt(0));
    boolean initials = word.matches("(?:\\p{Lu}\\.)+\\p{Lu}");
    return initial || initials || ABBREVIATIONS.contains(word);
  }

  private static void add(List<Sentence> sentences, String text, int from, int to) {
    String piece = text.substring(from, to);
    String stripped = piece.strip();
    if (stripped.length() <= LONGEST && stripped.split("\\s+").length >= 3) {
      sentences.add(new Sentence(stripped, from + piece.indexOf(stripped)));
    }
  }
}
