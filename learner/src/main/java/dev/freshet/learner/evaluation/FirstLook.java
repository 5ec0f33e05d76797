package dev.freshet.learner.evaluation;

import dev.freshet.learner.LanguageModel;
import dev.freshet.learner.weighting.TokenWeighting;
import dev.freshet.learner.weighting.Weighed;
import dev.freshet.learner.weighting.WeightingInput;
import dev.freshet.learner.weighting.WeightingState;
import dev.freshet.tensor.Scope;
import java.util.Arrays;
import java.util.List;

/**
 * What a weighting makes of some documents before anything is learned.
 *
 * @param state what it remembers of them; a rule that counts words needs some before its counts
 *     mean anything
 * @param meanWeight over tokens, then over documents: what scales a step beside its learning rate
 */
public record FirstLook(WeightingState state, double meanWeight) {
  private static final int ENOUGH_FOR_A_MEAN = 16;

  /** Reads the documents in order; of those of a rule that remembers nothing, the first few. */
  public static FirstLook at(
      List<EvaluationDocument> documents, TokenWeighting weighting, LanguageModel base) {
    WeightingState state = weighting.initial();
    long most = state.isEmpty() ? ENOUGH_FOR_A_MEAN : documents.size();
    double sum = 0;
    int weighed = 0;
    for (EvaluationDocument document : documents) {
      if (weighed == most) {
        break;
      }
      try (Scope scope = Scope.on(base.device())) {
        WeightingInput input =
            WeightingInput.of(
                base.decoder(), base.parameters(), base.tokenizer().encode(document.text()));
        Weighed found = weighting.weigh(input, state);
        if (found.defect(input.targets()) == null) {
          state = found.state();
          sum += mean(found.weights());
        }
      }
      weighed++;
    }
    return new FirstLook(state, sum / Math.max(1, weighed));
  }

  /** Tells states apart. */
  public String digest() {
    StringBuilder digest = new StringBuilder();
    state
        .slots()
        .forEach((name, values) -> digest.append(name).append(Arrays.hashCode(values)).append(' '));
    return digest.toString();
  }

  static double mean(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum / Math.max(1, weights.length);
  }
}
