package dev.freshet.learner.weighting;

import dev.freshet.learner.tokenizer.EncodedText;
import java.util.Arrays;

/** Every token counts 1: plain fine-tuning, the baseline of all others. */
public final class UniformWeighting implements TokenWeighting {
  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public float[] weigh(EncodedText text) {
    float[] weights = new float[Math.max(0, text.length() - 1)];
    Arrays.fill(weights, 1);
    return weights;
  }
}
