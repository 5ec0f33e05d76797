package dev.freshet.adapter.signals;

import org.jspecify.annotations.Nullable;

/** Bytes on their way through the topology, and where they go. */
@SuppressWarnings("ArrayRecordComponent") // handed to the next node, never compared
record Outgoing(Way way, byte @Nullable [] bytes) {
  enum Way {
    POINT,
    DEAD_LETTER,
    REPORT,
    ALARM
  }
}
