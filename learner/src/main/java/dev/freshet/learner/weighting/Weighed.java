package dev.freshet.learner.weighting;

import org.jspecify.annotations.Nullable;

/**
 * What a weighting makes of a document.
 *
 * @param weights one per target token
 * @param state what it remembers for the next document
 */
public record Weighed(float[] weights, WeightingState state) {
  /** Why the weights cannot be used; null where they can. */
  public @Nullable String defect(int targets) {
    if (weights.length != targets) {
      return "the weighting gave " + weights.length + " weights for " + targets + " tokens";
    }
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Float.POSITIVE_INFINITY)) {
        return "the weighting gave token " + (i + 1) + " the weight " + weights[i];
      }
    }
    return null;
  }

  /** Whether any token counts. */
  public static boolean any(float[] weights) {
    for (float weight : weights) {
      if (weight > 0) {
        return true;
      }
    }
    return false;
  }
}
