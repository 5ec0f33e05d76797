package dev.freshet.bench.faults;

import dev.freshet.config.FaultPoint;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a kill is aimed. */
enum Aim {
  MID_STEP(FaultPoint.STEP, 9),
  MID_CHECKPOINT(FaultPoint.CHUNK, 40),
  BETWEEN_CHUNKS_AND_MANIFEST(FaultPoint.MANIFEST, 1),
  BETWEEN_MANIFEST_AND_COMMIT(FaultPoint.COMMIT, 1),
  BETWEEN_REPORT_AND_COMMIT(FaultPoint.REPORT, 1),
  WHILE_OLD_CHECKPOINTS_GO(FaultPoint.SWEEP, 1),
  /** Twice in a row: of the process that restores what the kill before it left. */
  DURING_RESTORE(FaultPoint.RESTORE, 2),
  /** Twice in a row: at a random moment of the start that follows the kill before it. */
  DURING_START(null, 0),
  /** At a random moment of the work. */
  ANYWHERE(null, 0),
  /** The broker, at a random moment of the work. */
  BROKER(null, 0),
  /** Broker and pipeline at once, at a random moment of the work. */
  BROKER_AND_PIPELINE(null, 0);

  private final @Nullable FaultPoint point;
  private final int mostSkipped;

  Aim(@Nullable FaultPoint point, int mostSkipped) {
    this.point = point;
    this.mostSkipped = mostSkipped;
  }

  /** The named place; null for a random moment. */
  @Nullable FaultPoint point() {
    return point;
  }

  /** How often the process may pass the place before it is killed there. */
  int mostSkipped() {
    return mostSkipped;
  }

  /** Whether it follows another kill at once. */
  boolean isSecond() {
    return this == DURING_RESTORE || this == DURING_START;
  }

  boolean hitsBroker() {
    return this == BROKER || this == BROKER_AND_PIPELINE;
  }

  boolean hitsPipeline() {
    return this != BROKER;
  }

  /** After which kills there is something to restore. */
  static List<Aim> leavingSomethingToRestore() {
    return List.of(MID_CHECKPOINT, BETWEEN_CHUNKS_AND_MANIFEST, BETWEEN_MANIFEST_AND_COMMIT);
  }

  static List<Aim> alone() {
    return Arrays.stream(values()).filter(aim -> !aim.isSecond()).toList();
  }
}
