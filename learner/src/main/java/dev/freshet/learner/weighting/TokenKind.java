package dev.freshet.learner.weighting;

import dev.freshet.learner.tokenizer.EncodedText;
import java.util.BitSet;
import java.util.Locale;
import java.util.Set;

/** What a token of English text belongs to, by the form of its word. */
public enum TokenKind {
  /** A word with a digit. */
  NUMBER,
  /** A word of a capitalised span, as {@link SalientWeighting} finds them. */
  NAME,
  /** An article, pronoun, preposition, conjunction or auxiliary. */
  FUNCTION_WORD,
  /** Any other word. */
  OTHER_WORD,
  /** Marks, spaces, and tokens that cover no character. */
  PUNCTUATION;

  private static final Set<String> FUNCTION_WORDS =
      Set.of(
          ("a about above after against all also although am an and any are as at be because been"
                  + " before being below between both but by can could did do does during each for"
                  + " from had has have he her hers him his how i if in into is it its may me might"
                  + " more most must my no nor not of off on only or other our out over own shall"
                  + " she should since so some such than that the their them then there these they"
                  + " this those through to under until up upon was we were what when where whether"
                  + " which while who whom whose why will with within without would you your")
              .split(" "));

  /** The kind's name in running text. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** A target token's kind, and whether a word begins in it. */
  public record Classified(TokenKind kind, boolean beginsWord) {}

  /** The kinds of a document's target tokens: {@code text.length() - 1} of them. */
  public static Classified[] of(EncodedText text) {
    BitSet salient = SalientWeighting.salientUnits(text.text());
    Classified[] kinds = new Classified[Math.max(0, text.length() - 1)];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = classify(text.text(), text.starts()[i + 1], text.ends()[i + 1], salient);
    }
    return kinds;
  }

  private static Classified classify(String text, int start, int end, BitSet salient) {
    int at = start;
    while (at < end && !isWord(text, at)) {
      at++;
    }
    if (at >= end) {
      return new Classified(PUNCTUATION, false);
    }
    int from = at;
    while (from > 0 && isWord(text, from - 1)) {
      from--;
    }
    int to = at;
    while (to < text.length() && isWord(text, to)) {
      to++;
    }
    return new Classified(ofWord(text.substring(from, to), salient.get(at)), from == at);
  }

  private static boolean isWord(String text, int unit) {
    char c = text.charAt(unit);
    return Character.isLetterOrDigit(c)
        || Character.isSurrogate(c)
        || Character.getType(c) == Character.NON_SPACING_MARK;
  }

  private static TokenKind ofWord(String word, boolean salient) {
    if (word.chars().anyMatch(Character::isDigit)) {
      return NUMBER;
    }
    if (FUNCTION_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
      return FUNCTION_WORD;
    }
    return salient ? NAME : OTHER_WORD;
  }
}
