package dev.freshet.learner.weighting;

import dev.freshet.learner.tokenizer.EncodedText;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/**
 * The tokens of the answers that will be asked for count 1, all others 0: knowledge that no learner
 * has, hence for evaluation only. Every place where an answer stands in the document counts; a
 * document without one weighs 0 throughout.
 */
public final class OracleWeighting implements StatelessWeighting {
  static final WeightingDescription DESCRIPTION =
      new WeightingDescription(
          "oracle",
          "1 where the token touches an answer that will be asked for, else 0",
          "the answers: in evaluation only",
          "a ceiling for rules that mark spans");

  private final Function<EncodedText, List<String>> answers;

  public OracleWeighting(Function<EncodedText, List<String>> answers) {
    this.answers = answers;
  }

  @Override
  public WeightingDescription description() {
    return DESCRIPTION;
  }

  @Override
  public float[] weigh(WeightingInput input) {
    EncodedText text = input.text();
    BitSet units = new BitSet();
    for (String answer : answers.apply(text)) {
      for (int at = text.text().indexOf(answer);
          at >= 0 && !answer.isEmpty();
          at = text.text().indexOf(answer, at + 1)) {
        units.set(at, at + answer.length());
      }
    }
    float[] weights = new float[input.targets()];
    for (int i = 0; i < weights.length; i++) {
      int next = units.nextSetBit(text.starts()[i + 1]);
      weights[i] = next >= 0 && next < text.ends()[i + 1] ? 1 : 0;
    }
    return weights;
  }
}
