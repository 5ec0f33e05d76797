package dev.freshet.learner.snapshot;

import java.util.Optional;

/** Where an evaluator gets the weights of a step from. */
public interface SnapshotSource {
  /**
   * The weights after a step; where they are gone, the nearest later ones; where there are none,
   * the newest. Empty where the lane has none at all.
   *
   * <p>The snapshot stays valid until {@link #release} is called for its step.
   */
  Optional<Snapshot> find(String lane, long step);

  /** Says that no one will ask for this lane's weights at or before this step again. */
  void release(String lane, long step);
}
