package dev.freshet.config;

import org.jspecify.annotations.Nullable;

/**
 * A place in the write order at which a suite kills the process, or holds it up.
 *
 * <p>In production nothing happens at one: the check is of a constant, which the just-in-time
 * compiler removes. Where the system property {@code freshet.fault-points} names a folder, a
 * process that reaches the armed point says so and stands there until it is killed or the point is
 * no longer armed; see {@link FaultDrill}.
 */
public enum FaultPoint {
  /** The gradient of a step is there, the weights are not changed. */
  STEP,
  /** A chunk of a checkpoint is written, others are to follow. */
  CHUNK,
  /** All chunks of a checkpoint are durable, its manifest is not written. */
  MANIFEST,
  /** A checkpoint is durable, the reports up to it are not forwarded: it is ahead of the commit. */
  COMMIT,
  /** The reports are forwarded into the transaction, which is not committed. */
  REPORT,
  /** The next record is folded again after a start. */
  RESTORE,
  /** The manifests of old checkpoints are gone, their chunks are still there. */
  SWEEP;

  private static final @Nullable FaultDrill DRILL = FaultDrill.ofProcess();

  /** Says that the process is here. */
  public void reached() {
    if (DRILL != null) {
      DRILL.reached(this);
    }
  }
}
