package dev.freshet.adapter;

import dev.freshet.state.Manifest;
import java.util.Map;

/**
 * Which of the commands that undo are in a lane's weights.
 *
 * @param seq the number of the last command that a switch has made good; all up to it are; 0 before
 *     the first
 * @param pending the number of the newest command whose side lineage has not taken over; 0 where
 *     there is none
 */
record Lineage(long seq, long pending) {
  static final Lineage FIRST = new Lineage(0, 0);

  private static final String SEQ = "lineage";
  private static final String PENDING = "lineage.pending";

  Lineage awaiting(long command) {
    return new Lineage(seq, command);
  }

  /** The pending side lineage has become the lane. */
  Lineage switched() {
    return new Lineage(pending, 0);
  }

  boolean isPending() {
    return pending > 0;
  }

  static Lineage of(Manifest manifest) {
    return new Lineage(
        Long.parseLong(manifest.notes().getOrDefault(SEQ, "0")),
        Long.parseLong(manifest.notes().getOrDefault(PENDING, "0")));
  }

  /** As notes of a checkpoint; none at all before the first command. */
  void note(Map<String, String> notes) {
    if (seq > 0) {
      notes.put(SEQ, Long.toString(seq));
    }
    if (pending > 0) {
      notes.put(PENDING, Long.toString(pending));
    }
  }
}
