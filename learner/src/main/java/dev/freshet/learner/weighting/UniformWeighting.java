package dev.freshet.learner.weighting;

import java.util.Arrays;

/** Every token counts 1: plain fine-tuning, the baseline of all others. */
public final class UniformWeighting implements StatelessWeighting {
  static final WeightingDescription DESCRIPTION =
      new WeightingDescription("uniform", "1", "-", "plain fine-tuning");

  @Override
  public WeightingDescription description() {
    return DESCRIPTION;
  }

  @Override
  public float[] weigh(WeightingInput input) {
    float[] weights = new float[input.targets()];
    Arrays.fill(weights, 1);
    return weights;
  }
}
