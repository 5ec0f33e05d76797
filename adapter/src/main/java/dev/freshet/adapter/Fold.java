package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Adaptation;
import dev.freshet.ingest.records.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * All lanes of one partition, folded over its log. The same whether records are restored or
 * processed; what is reported, and when, is the caller's concern.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Fold implements AutoCloseable {
  /** Decisions remembered for reports that a stop cut off; more than ever wait for a commit. */
  private static final int REMEMBERED = 1024;

  private final LaneCheckpoints checkpoints;
  private final int maxLanes;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, Long> checkpointedSteps = new HashMap<>();
  private final Deque<Decided> recent = new ArrayDeque<>();

  /**
   * What the fold decided at one record.
   *
   * @param fingerprint of the lane after it
   */
  record Decided(String lane, long seq, String fingerprint, List<Adaptation> adaptations) {}

  Fold(LaneCheckpoints checkpoints, int maxLanes) {
    this.checkpoints = checkpoints;
    this.maxLanes = maxLanes;
  }

  Collection<Lane> lanes() {
    return lanes.values();
  }

  Lane lane(String name) {
    Lane lane = lanes.get(name);
    if (lane == null) {
      throw new IllegalArgumentException("no lane " + name);
    }
    return lane;
  }

  boolean has(String name) {
    return lanes.containsKey(name);
  }

  /**
   * Loads every lane of the partition from its newest checkpoint below the committed offset.
   *
   * @return the offset of the last record that all of them have applied; empty to begin at the
   *     log's start
   */
  OptionalLong load(long committed, Predicate<String> here) {
    close();
    List<String> names = checkpoints.lanes(here);
    long applied = Long.MAX_VALUE;
    for (String name : names) {
      checkpoints.dropAhead(name, committed);
      Lane lane = checkpoints.load(name, committed).orElseGet(() -> checkpoints.fresh(name));
      lanes.put(name, lane);
      checkpointedSteps.put(name, lane.state().step());
      applied = Math.min(applied, lane.state().offset());
    }
    return names.isEmpty() || applied < 0 ? OptionalLong.empty() : OptionalLong.of(applied);
  }

  /** Whether a record is in the weights already: lanes come from checkpoints of several ages. */
  boolean isKnown(LogRecord record) {
    Lane lane = lanes.get(record.lane());
    return lane != null && record.seq() <= lane.lastSeq();
  }

  /**
   * Applies the next record of its lane.
   *
   * @throws IllegalStateException where records between were skipped: nothing was applied then
   */
  Decided apply(LogRecord record, long offset) {
    Lane lane = lanes.computeIfAbsent(record.lane(), this::admitted);
    if (record.seq() != lane.lastSeq() + 1) {
      throw new IllegalStateException(
          "lane "
              + lane.name()
              + " expects record "
              + (lane.lastSeq() + 1)
              + ", not "
              + record.seq()
              + " at offset "
              + offset);
    }
    List<Adaptation> adaptations = lane.take(record, offset);
    Decided decided =
        new Decided(lane.name(), record.seq(), lane.state().fingerprint(), adaptations);
    recent.addLast(decided);
    if (recent.size() > REMEMBERED) {
      recent.removeFirst();
    }
    return decided;
  }

  private Lane admitted(String name) {
    if (lanes.size() >= maxLanes) {
      throw new FreshetException(
          ExitCode.CONFIGURATION,
          "the log holds more lanes than " + maxLanes,
          "adapter.max-lanes",
          "raise it to the number of your lanes; each needs memory for its own weights");
    }
    checkpointedSteps.put(name, 0L);
    return checkpoints.fresh(name);
  }

  /** What was decided in a lane after a record. */
  List<Decided> decidedAfter(String lane, long seq) {
    List<Decided> later = new ArrayList<>();
    for (Decided decided : recent) {
      if (decided.lane().equals(lane) && decided.seq() > seq) {
        later.add(decided);
      }
    }
    return later;
  }

  /** The lane's fingerprint after a record, where it is still remembered; else the empty text. */
  String fingerprintAt(String lane, long seq) {
    for (Decided decided : recent) {
      if (decided.lane().equals(lane) && decided.seq() == seq) {
        return decided.fingerprint();
      }
    }
    return "";
  }

  boolean checkpointIsDue(String lane) {
    return checkpoints.isDue(lane(lane), checkpointedSteps.getOrDefault(lane, 0L));
  }

  /**
   * Stores every lane that can be stored and has moved. They are stored together, so that the
   * oldest of them does not send a restart far back.
   */
  void checkpoint(String reason) {
    long offset = lanes.values().stream().mapToLong(lane -> lane.state().offset()).max().orElse(-1);
    for (Lane lane : lanes.values()) {
      boolean moved = lane.state().step() > checkpointedSteps.getOrDefault(lane.name(), 0L);
      if (lane.isSettled() && (moved || lane.state().offset() < offset)) {
        lane.movedTo(offset);
        checkpoints.write(lane, reason);
        checkpointedSteps.put(lane.name(), lane.state().step());
      }
    }
  }

  @Override
  public void close() {
    lanes.values().forEach(Lane::close);
    lanes.clear();
    checkpointedSteps.clear();
    recent.clear();
  }
}
