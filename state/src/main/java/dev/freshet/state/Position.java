package dev.freshet.state;

/**
 * Where in its stream a checkpoint stands.
 *
 * @param lane the lineage of weights
 * @param step steps taken so far
 * @param seq the last applied record's number within the lane; 0 before the first
 * @param offset the last applied record's offset in the log; -1 before the first
 */
public record Position(String lane, long step, long seq, long offset) {
  public Position {
    Valid.name("lane", lane, 255);
    Valid.that(step >= 0, "step is at least 0, not %d", step);
    Valid.that(seq >= 0, "seq is at least 0, not %d", seq);
    Valid.that(offset >= -1, "offset is at least -1, not %d", offset);
  }
}
