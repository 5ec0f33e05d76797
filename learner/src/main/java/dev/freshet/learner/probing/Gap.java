package dev.freshet.learner.probing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of a sentence that may be asked for: a day or year, a measure, a number, a name, a rare
 * word.
 *
 * @param kind for reports
 * @param start where it begins in the sentence, in UTF-16 units
 */
record Gap(String kind, String span, int start) {
  private static final String NOT_WITHIN = "(?<![\\p{L}\\p{Nd}.,:/$\u20ac\u00a3#\u2013\u2212-])";

  /** What follows a name that is whole: neither "the Central neighborhood" nor "of". */
  private static final String BEHIND_A_NAME =
      "and|or|but|in|on|at|from|to|for|by|with|as|near|during|until|after|before|when|where|while|who"
          + "|which|that|was|were|is|are|has|had|have|under|over|into|since|against|between|through|via"
          + "|along|within|because|than|it|he|she|they";

  /** How words end that are abstract, or no nouns. */
  private static final String ABSTRACT =
      "ing|ly|ed|ions?|ments?|ness|ships?|ity|ies|ances?|ences?|ents?|ants?|isms?|able|ible|ous|ive|al|als"
          + "|ic|ary|amme|ammes|ers|ure|ures|ful|less|ward|wards|self|selves";

  /** The surest first; where two overlap, the earlier kind wins. */
  private enum Kind {
    DATE(NOT_WITHIN + "(?<!\\b(?:the|an?) )" + Forms.DATE + "(?![\\p{L}\\p{Nd}]|['\u2019]\\p{L})"),
    MEASURE(NOT_WITHIN + Forms.MEASURE + "(?![\\p{L}\\p{Nd}]|-)"),
    NUMBER(
        NOT_WITHIN
            + "(?<!\\b(?:the|an?|"
            + Forms.MONTH
            + ") )"
            + Forms.NUMBER
            + "(?!['\u2019\u2212\\p{L}\\p{Nd}/:%\u00b0\u2013\u00d7-]|[.,]\\p{Nd}| by \\d| to \\d| (?:million|billion|thousand|percent|%|\u00d7|\\(|nautical|square|cubic|x|\\p{Lu}))"),
    NAME(
        "(?<=(?:^|[ (])\\p{Ll}[\\p{Ll}'-]{0,20},? )(?>"
            + Forms.NAME
            + ")(?=[,;)]|[.:](?: |$)|$| (?:"
            + BEHIND_A_NAME
            + ")\\b)(?! and (?:the )?\\p{Lu})"),
    TERM(
        "(?<= (?:an?|the|of) (?:\\p{Ll}{3,12} )?)\\p{Ll}{9,20}(?<!"
            + ABSTRACT
            + ")(?=[.,;]|$| (?:in|of|on|at|from|by|and|or|with|for|that|which|who)\\b)");

    private final Pattern pattern;

    Kind(String pattern) {
      this.pattern = Pattern.compile(pattern);
    }
  }

  /** An abbreviation's last letter: a full stop behind it may be its own. */
  private static final Pattern CUT =
      Pattern.compile("(?:.*[ .])?(?:\\p{Lu}|Inc|Co|Corp|Ltd|Bros|St|Dr|Mr|Mrs|Ms)");

  /** Whether a name ends in an abbreviation, and may go on behind its full stop. */
  static boolean isCut(String name) {
    return CUT.matcher(name).matches();
  }

  /** The gaps of a sentence behind an index, none overlapping another. */
  static List<Gap> of(String sentence, int from) {
    List<Gap> gaps = new ArrayList<>();
    boolean[] taken = new boolean[sentence.length()];
    for (Kind kind : Kind.values()) {
      Matcher span = kind.pattern.matcher(sentence);
      while (span.find()) {
        boolean free = take(taken, span.start(), span.end());
        if (free && span.start() > from && !isCut(span.group())) {
          gaps.add(new Gap(kind.name().toLowerCase(Locale.ROOT), span.group(), span.start()));
        }
      }
    }
    return gaps;
  }

  private static boolean take(boolean[] taken, int from, int to) {
    boolean free = true;
    for (int i = from; i < to; i++) {
      free &= !taken[i];
      taken[i] = true;
    }
    return free;
  }
}
