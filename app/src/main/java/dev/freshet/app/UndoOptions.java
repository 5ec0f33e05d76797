package dev.freshet.app;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Of the commands that undo what a lane has learned. */
final class UndoOptions {
  @Mixin private final LaneOption lane = new LaneOption();

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Option(names = "--force", description = "Do not ask.")
  private boolean force;

  String lane() {
    return lane.name();
  }

  boolean dryRun() {
    return dryRun;
  }

  boolean force() {
    return force;
  }
}
