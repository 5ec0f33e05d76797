package dev.freshet.learner.snapshot;

import java.util.Optional;

/** Where an evaluator gets the weights of a step from. Safe for use by several threads. */
public interface SnapshotSource {
  /**
   * The weights after a step; where there are none, the nearest later ones. Empty where none have
   * come yet. The caller closes it.
   */
  Optional<Snapshot> find(String lane, long step);

  /** The newest weights that had taken so many steps at most. The caller closes it. */
  Optional<Snapshot> latest(String lane, long step);

  /** Says that no one will ask for this lane's weights at or before this step again. */
  void release(String lane, long step);

  /** As {@link #release}, for the lane's oldest weights, whatever their step. */
  void releaseOldest(String lane);

  /** Whether weights may come later than the word of their step, so that one has to look again. */
  boolean comesLater();
}
