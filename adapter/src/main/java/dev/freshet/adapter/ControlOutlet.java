package dev.freshet.adapter;

import dev.freshet.ingest.records.Control;

/** Where commands are sent to take their number in the log. Safe for several threads. */
@FunctionalInterface
public interface ControlOutlet {
  /** Sends a command to a lane; returns once the broker has it. */
  void send(String lane, Control control);
}
