package dev.freshet.app;

import dev.freshet.ingest.records.Lane;
import picocli.CommandLine.Option;

/** The lane that a command is about. */
final class LaneOption {
  @Option(
      names = "--lane",
      paramLabel = "NAME",
      defaultValue = Lane.MAIN,
      description = "The lane (${DEFAULT-VALUE}).")
  private String lane = Lane.MAIN;

  String name() {
    return lane;
  }
}
