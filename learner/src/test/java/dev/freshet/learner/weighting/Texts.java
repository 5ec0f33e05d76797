package dev.freshet.learner.weighting;

import dev.freshet.learner.tokenizer.EncodedText;
import dev.freshet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of one token a word or mark, after a token that begins them; ids are of no account. */
final class Texts {
  private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}\\p{N}_]+|[^\\s]");

  private Texts() {}

  static EncodedText words(String text) {
    return cut(text, TOKEN);
  }

  /** One token for each match. */
  static EncodedText cut(String text, Pattern pattern) {
    List<int[]> spans = new ArrayList<>();
    spans.add(new int[] {0, 0});
    Matcher tokens = pattern.matcher(text);
    while (tokens.find()) {
      spans.add(new int[] {tokens.start(), tokens.end()});
    }
    int[] ids = new int[spans.size()];
    int[] starts = spans.stream().mapToInt(span -> span[0]).toArray();
    int[] ends = spans.stream().mapToInt(span -> span[1]).toArray();
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
    }
    return new EncodedText(text, ids, starts, ends);
  }

  static WeightingInput input(String text) {
    return WeightingInput.ofText(words(text));
  }

  /** A text that a model reads with these losses; its words are their numbers. */
  static WeightingInput losses(double... losses) {
    return new WeightingInput(
        words("x ".repeat(losses.length)),
        () -> Tensor.of(losses, losses.length),
        () -> {
          throw new AssertionError("nobody asked for hidden states");
        });
  }
}
