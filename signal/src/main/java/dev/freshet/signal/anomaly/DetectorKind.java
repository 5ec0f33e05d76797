package dev.freshet.signal.anomaly;

import java.util.function.Supplier;

/**
 * A member of the family of detectors.
 *
 * @param name the name by which settings and commands choose it
 * @param says what it does, one sentence for the reference page
 * @param threshold scores at or above it are alarms, chosen beforehand
 * @param starts makes one that has seen nothing
 */
public record DetectorKind(String name, String says, double threshold, Supplier<Detector> starts) {

  /** One for a series of which nothing has been seen. */
  public Detector start() {
    return starts.get();
  }
}
