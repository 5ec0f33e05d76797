package dev.freshet.learner.weighting;

import dev.freshet.learner.gradient.StepSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A weighting ready for use with a base model. Closing it frees what it loaded.
 *
 * @param stepSizes on top of the learning rate, by tensor; empty where none were asked for
 * @param digest of the files that it was read from; empty where there are none
 */
public record ChosenWeighting(
    TokenWeighting weighting, Map<String, StepSize> stepSizes, String digest)
    implements AutoCloseable {
  public ChosenWeighting {
    stepSizes = Collections.unmodifiableMap(new LinkedHashMap<>(stepSizes));
  }

  /** The digest of settings, with that of the files that one of them names. */
  public String markedIn(String settingsDigest) {
    return digest.isEmpty() ? settingsDigest : settingsDigest + "+" + digest;
  }

  @Override
  public void close() {
    weighting.close();
  }
}
