package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lanes of one partition, folded over its log. The same whether records are restored or
 * processed; what is reported, and when, is the caller's concern.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Fold implements AutoCloseable {
  /** Decisions remembered for reports that a stop cut off; more than ever wait for a commit. */
  private static final int REMEMBERED = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Fold.class);

  private final FoldContext context;
  private final LaneCheckpoints checkpoints;
  private final Sides sides;
  private final int maxLanes;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, Long> checkpointedSteps = new HashMap<>();
  private final Map<String, Due> due = new HashMap<>();

  /** The last document of each lane that was decided on. */
  private final Map<String, Long> lastDecided = new HashMap<>();

  private final Deque<Decided> recent = new ArrayDeque<>();

  /**
   * What the fold decided at one record.
   *
   * @param fingerprint of the lane after it
   * @param shredded numbers of records that are forgotten now, whose keys are to be deleted
   */
  record Decided(
      String lane, long seq, String fingerprint, List<Report> reports, List<Long> shredded) {}

  /** A checkpoint that a record asked for, to be taken at the next end of a batch. */
  private record Due(String reason, Set<String> tags) {
    Due and(Due later) {
      Set<String> both = new TreeSet<>(tags);
      both.addAll(later.tags);
      return new Due(later.reason, both);
    }
  }

  Fold(FoldContext context, LaneCheckpoints checkpoints, Sides sides, int maxLanes) {
    this.context = context;
    this.checkpoints = checkpoints;
    this.sides = sides;
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
    List<String> names = checkpoints.lanes(here, committed);
    long applied = Long.MAX_VALUE;
    for (String name : names) {
      checkpoints.dropAhead(name, committed);
      Lane lane = checkpoints.load(name, committed).orElseGet(() -> checkpoints.fresh(name));
      lanes.put(name, lane);
      checkpointedSteps.put(name, lane.state().step());
      lastDecided.put(name, lane.state().seq());
      applied = Math.min(applied, lane.state().offset());
    }
    return names.isEmpty() || applied < 0 ? OptionalLong.empty() : OptionalLong.of(applied);
  }

  /** Takes the place of a partition's store, empty. */
  void at(int partition) {
    close();
    sides.at(partition);
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
    List<Long> shredded = new ArrayList<>();
    List<Report> reports =
        record.entry() instanceof Control.Switch change
            ? switchLineage(lane, change, record, offset, shredded)
            : unseen(lane, lane.take(record, offset));
    lane = lane(record.lane());
    note(record);
    Decided decided =
        new Decided(lane.name(), record.seq(), lane.state().fingerprint(), reports, shredded);
    recent.addLast(decided);
    if (recent.size() > REMEMBERED) {
      recent.removeFirst();
    }
    return decided;
  }

  /** Puts the side lineage that a command called for in the lane's place. */
  private List<Report> switchLineage(
      Lane lane, Control.Switch change, LogRecord record, long offset, List<Long> shredded) {
    Lineage before = lane.state().lineage();
    if (!before.isPending() || !change.lineage().equals(Long.toString(before.pending()))) {
      LOG.info("lane {}: the switch to lineage {} is out of date", lane.name(), change.lineage());
      return lane.take(record, offset);
    }
    List<Report> reports = new ArrayList<>();
    try (SideLineage side = sides.take(lane)) {
      SideLineage.Taken taken = side.takeAt(record.seq());
      Lane next = taken.side().heardBy(context);
      next.switched();
      lanes.put(lane.name(), next);
      lane.close();
      next.take(record, offset);
      taken
          .survey()
          .undoneSince(before.seq())
          .forEach(gone -> reports.add(Report.of(next.undone(gone))));
      reports.addAll(unseen(next, taken.decided()));
      shredded.addAll(taken.survey().shreddedSince(before.seq()));
      checkpoints.purge(taken.survey());
      checkpointedSteps.put(lane.name(), next.state().step());
    }
    due.merge(lane.name(), new Due("switch", Set.of()), Due::and);
    return reports;
  }

  /**
   * The decisions on documents that were not decided on before: after a switch the new lineage
   * comes to some of them again, in other batches.
   */
  private List<Report> unseen(Lane lane, List<Report> decided) {
    long before = lastDecided.getOrDefault(lane.name(), 0L);
    List<Report> unseen = decided.stream().filter(report -> report.at() > before).toList();
    if (!unseen.isEmpty()) {
      lastDecided.put(lane.name(), unseen.get(unseen.size() - 1).at());
    }
    return unseen;
  }

  /** Sees to the side lineages that commands call for. */
  void tendSides() {
    lanes.values().forEach(sides::tend);
  }

  /** Takes note of what a record asks of the checkpoints; the weights know nothing of it. */
  private void note(LogRecord record) {
    if (record.entry() instanceof Control.SettingsChange) {
      due.merge(record.lane(), new Due("settings", Set.of()), Due::and);
    } else if (record.entry() instanceof Control.Tag tag) {
      if (tag.checkpoint() != null) {
        checkpoints.tag(tag.checkpoint(), tag.name());
      } else if (lane(record.lane()).isWhole()) {
        due.merge(record.lane(), new Due("tag", Set.of(tag.name())), Due::and);
      }
    }
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

  /**
   * Takes a checkpoint where a lane's interval has passed or one of its records asks for it.
   *
   * @param reason of one that the interval asks for
   * @return whether one was taken
   */
  boolean checkpointIfDue(String lane, String reason) {
    Lane moved = lane(lane);
    Due asked = due.get(lane);
    if (asked != null && moved.isSettled()) {
      checkpoint(asked.reason());
      return true;
    }
    if (checkpoints.isDue(moved, checkpointedSteps.getOrDefault(lane, 0L))) {
      checkpoint(reason);
      return true;
    }
    return false;
  }

  /**
   * Stores every lane that can be stored and has moved. They are stored together, so that the
   * oldest of them does not send a restart far back.
   */
  void checkpoint(String reason) {
    long offset = lanes.values().stream().mapToLong(lane -> lane.state().offset()).max().orElse(-1);
    for (Lane lane : lanes.values()) {
      Due asked = due.get(lane.name());
      boolean moved = lane.state().step() != checkpointedSteps.getOrDefault(lane.name(), 0L);
      if (lane.isSettled() && (asked != null || moved || lane.state().offset() < offset)) {
        lane.movedTo(offset);
        checkpoints.write(lane, reason, asked == null ? Set.of() : asked.tags());
        checkpointedSteps.put(lane.name(), lane.state().step());
        due.remove(lane.name());
        if (!lane.state().lineage().isPending()) {
          checkpoints.dropSides(lane.name());
        }
      }
    }
  }

  @Override
  public void close() {
    sides.close();
    lanes.values().forEach(Lane::close);
    lanes.clear();
    checkpointedSteps.clear();
    due.clear();
    lastDecided.clear();
    recent.clear();
  }
}
