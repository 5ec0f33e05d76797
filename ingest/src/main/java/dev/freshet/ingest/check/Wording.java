package dev.freshet.ingest.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a text, as the rules look at them. A word is a run of letters and digits; in scripts
 * that write none apart (Chinese, Japanese, Thai, ...) each character is one. Two words are alike
 * when their first five letters are: that is enough to see "river" in "rivers".
 */
final class Wording {
  private static final int STEM_LENGTH = 5;
  private static final Pattern WORD =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}]"
              + "|[\\p{L}\\p{M}\\p{N}]+(?:['’.,-][\\p{L}\\p{N}]+)*");

  /** Words of English that carry no subject: function words, and what questions ask with. */
  private static final Set<String> STOP_WORDS =
      Set.of(
          ("a about above after all also am an and any are as at be became become been before being"
                  + " below between both but by called came can come could day date did do does done"
                  + " during each ever far few first for from get give given go had has have how if"
                  + " in into is it its just kind last long made make many may means more most much"
                  + " name named new no nor not of off often old on once one only or other out over"
                  + " own part place same say see since so some sort still such take than that the"
                  + " their them then there these they thing this those through time to took type"
                  + " under until up upon use used using very was way were what when where which"
                  + " while who whom whose why will with within without word would year years")
              .split(" "));

  private static final Set<String> PRONOUNS =
      Set.of(
          ("he she it they him her them his hers its their theirs himself herself itself themselves"
                  + " this these")
              .split(" "));

  private final List<String> written = new ArrayList<>();
  private final List<String> folded = new ArrayList<>();
  private final Set<String> stems = new HashSet<>();

  Wording(String text) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String word = matcher.group();
      String lower = word.toLowerCase(Locale.ROOT).replaceFirst("['’]s?$", "");
      written.add(word);
      folded.add(lower);
      stems.add(stem(lower));
    }
  }

  /** The words in lower case, one space between them. */
  String normalised() {
    return String.join(" ", folded);
  }

  /** Whether the other's words stand here, one after another. */
  boolean holds(Wording other) {
    return !other.folded.isEmpty()
        && (" " + normalised() + " ").contains(" " + other.normalised() + " ");
  }

  /** Whether any word that carries a subject is in the other text too. */
  boolean sharesSubjectWith(Wording other) {
    return sharesSubjectBefore(folded.size(), other);
  }

  /** Names and numbers: words written with a capital or a digit, a question's first word aside. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      int first = written.get(i).codePointAt(0);
      boolean capital = (i > 0 && Character.isUpperCase(first)) || Character.isDigit(first);
      if (capital && !STOP_WORDS.contains(folded.get(i))) {
        names.add(folded.get(i));
      }
    }
    return names;
  }

  /** Whether any of these is among the words. */
  boolean hasAny(List<String> words) {
    return words.stream().anyMatch(word -> stems.contains(stem(word)));
  }

  /**
   * The first pronoun for which nothing stands here: the text has no name, and no word before the
   * pronoun is shared with the paragraph. Empty where there is none. "It takes" asks for nothing.
   */
  String danglingPronoun(Wording paragraph) {
    if (!names().isEmpty()) {
      return "";
    }
    for (int i = 0; i < folded.size(); i++) {
      boolean expletive =
          folded.get(i).equals("it")
              && i + 1 < folded.size()
              && folded.get(i + 1).matches("takes?|took");
      if (PRONOUNS.contains(folded.get(i)) && !expletive && !sharesSubjectBefore(i, paragraph)) {
        return folded.get(i);
      }
    }
    return "";
  }

  private boolean sharesSubjectBefore(int end, Wording other) {
    for (int i = 0; i < end; i++) {
      String word = folded.get(i);
      if (!STOP_WORDS.contains(word)
          && !PRONOUNS.contains(word)
          && other.stems.contains(stem(word))) {
        return true;
      }
    }
    return false;
  }

  private static String stem(String word) {
    return word.length() <= STEM_LENGTH
        ? word
        : word.substring(0, word.offsetByCodePoints(0, Math.min(STEM_LENGTH, points(word))));
  }

  private static int points(String word) {
    return word.codePointCount(0, word.length());
  }
}
