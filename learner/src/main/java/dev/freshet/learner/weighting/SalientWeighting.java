package dev.freshet.learner.weighting;

import dev.freshet.learner.tokenizer.EncodedText;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tokens that touch an entity-like span count 1, all others 0: the salient-span baseline of Hu et
 * al. (2023, section 4), with spans found by form instead of by a tagger.
 *
 * <p>A span is a number, or a run of capitalised words, small words such as <i>of</i> between them
 * included. A single capitalised word at the beginning of a sentence counts only where it is
 * capitalised elsewhere too.
 */
public final class SalientWeighting implements StatelessWeighting {
  static final WeightingDescription DESCRIPTION =
      new WeightingDescription(
          "salient",
          "1 where the token touches a name or a number, else 0",
          "-",
          "Hu et al. 2023, salient spans; found by form, not by a tagger");

  private static final String NAME_WORD =
      "\\p{Lu}(?:[\\p{L}\\p{M}\\p{Nd}'\u2019&-]|\\.(?=\\p{L}))*";
  private static final Pattern SPAN =
      Pattern.compile(
          NAME_WORD
              + "(?:(?:\\s+(?:of|the|and|de|la|van|von|der|di|du|del|al))*\\s+"
              + NAME_WORD
              + ")*|\\d(?:[\\d.,:/-]*\\d)?");
  private static final Pattern SENTENCE_START = Pattern.compile("(?:^|[.!?]['\")\\]]*\\s+)$");

  @Override
  public WeightingDescription description() {
    return DESCRIPTION;
  }

  @Override
  public float[] weigh(WeightingInput input) {
    EncodedText text = input.text();
    BitSet salient = salientUnits(text.text());
    float[] weights = new float[input.targets()];
    for (int i = 1; i < text.length(); i++) {
      int next = salient.nextSetBit(text.starts()[i]);
      weights[i - 1] = next >= 0 && next < text.ends()[i] ? 1 : 0;
    }
    return weights;
  }

  /** The UTF-16 units of names and numbers. */
  static BitSet salientUnits(String text) {
    BitSet units = new BitSet(text.length());
    Set<String> names = new HashSet<>();
    Matcher first = SPAN.matcher(text);
    while (first.find()) {
      if (!startsSentence(text, first.start()) || first.group().contains(" ")) {
        for (String word : first.group().split("\\s+")) {
          names.add(word);
        }
      }
    }
    Matcher second = SPAN.matcher(text);
    while (second.find()) {
      boolean single = !second.group().contains(" ");
      boolean known = names.contains(second.group());
      if (!single || known || !startsSentence(text, second.start())) {
        units.set(second.start(), second.end());
      }
    }
    return units;
  }

  private static boolean startsSentence(String text, int at) {
    int from = Math.max(0, at - 8);
    boolean capital = Character.isUpperCase(text.codePointAt(at));
    return capital
        && SENTENCE_START.matcher(text.substring(from, at)).find()
        && (from == 0 || at > from);
  }
}
