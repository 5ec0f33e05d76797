package dev.freshet.app;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.recording.Bound;
import dev.freshet.ingest.recording.RecordingManifest.Mark;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a replay begins and ends, as a user says it: an offset, a time of the log's records, or a
 * checkpoint (its id, the beginning of it, or a tag). Follows the records of one lane.
 */
final class ReplayBounds {
  private final @Nullable Bound from;
  private final @Nullable Bound to;
  private long after;
  private long last = Long.MAX_VALUE;
  private boolean begun;
  private boolean ended;

  /**
   * @param marks the checkpoints that are known
   */
  ReplayBounds(@Nullable String from, @Nullable String to, String lane, List<Mark> marks) {
    this.from = from == null ? null : Bound.of(from).orElse(null);
    this.to = to == null ? null : Bound.of(to).orElse(null);
    if (from != null && this.from == null) {
      after = mark("--from", from, lane, marks).seq();
      begun = true;
    }
    if (to != null && this.to == null) {
      last = mark("--to", to, lane, marks).seq();
      ended = true;
    }
  }

  private static Mark mark(String option, String name, String lane, List<Mark> marks) {
    List<Mark> own = marks.stream().filter(mark -> mark.lane().equals(lane)).toList();
    return own.stream()
        .filter(mark -> mark.isCalled(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FreshetException(
                    ExitCode.ARTEFACT,
                    option + ": there is no checkpoint " + name + " of lane " + lane,
                    null,
                    own.isEmpty()
                        ? "none is known; name an offset or a time, or the state folder of the"
                            + " run with --state"
                        : "there are "
                            + own.stream()
                                .map(mark -> mark.id() + " (step " + mark.step() + ")")
                                .limit(5)
                                .collect(Collectors.joining(", "))));
  }

  /** Hears of the lane's next record. */
  void pass(long seq, long offset, Instant written) {
    if (!begun && from != null) {
      if (from.isReachedBy(offset, written)) {
        begun = true;
      } else {
        after = seq;
      }
    }
    if (!ended && to != null && to.isReachedBy(offset, written)) {
      ended = true;
      last = seq - 1;
    }
  }

  /** The number of the last record before the stretch; 0 for the log's start. */
  long after() {
    return after;
  }

  /** The number of the last record in it. */
  long last() {
    return last;
  }
}
