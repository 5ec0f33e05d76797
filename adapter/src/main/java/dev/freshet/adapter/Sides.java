package dev.freshet.adapter;

import java.util.HashMap;
import java.util.Map;

/** The side lineages of a partition's lanes, at most one of each lane. For the fold's threads. */
final class Sides implements AutoCloseable {
  private final FoldContext context;
  private final LaneCheckpoints checkpoints;
  private final LogAccess access;
  private final Map<String, SideLineage> running = new HashMap<>();
  private int partition;

  Sides(FoldContext context, LaneCheckpoints checkpoints, LogAccess access) {
    this.context = context;
    this.checkpoints = checkpoints;
    this.access = access;
  }

  /** Takes the place of a partition's store. */
  void at(int newPartition) {
    close();
    partition = newPartition;
  }

  /** Sees to it that a lane's newest command is worked on, and no older one. */
  void tend(Lane lane) {
    SideLineage present = running.get(lane.name());
    if (present != null) {
      present.check();
    }
    long wanted = lane.state().lineage().pending();
    if (present != null && (present.command() != wanted || present.isToBeRetried())) {
      present.close();
      running.remove(lane.name());
      present = null;
    }
    if (present == null && wanted > 0) {
      SideLineage begun = of(lane);
      running.put(lane.name(), begun);
      begun.start(lane.lastSeq());
    } else if (present != null) {
      present.laneIsAt(lane.lastSeq());
    }
  }

  /** The side lineage that a lane is to go on as; the caller owns it. */
  SideLineage take(Lane lane) {
    SideLineage present = running.remove(lane.name());
    if (present != null && present.command() == lane.state().lineage().pending()) {
      return present;
    }
    if (present != null) {
      present.close();
    }
    return of(lane);
  }

  private SideLineage of(Lane lane) {
    return new SideLineage(
        lane, partition, lane.state().lineage().pending(), context, checkpoints, access);
  }

  @Override
  public void close() {
    running.values().forEach(SideLineage::close);
    running.clear();
  }
}
