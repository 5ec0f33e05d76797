package dev.freshet.adapter;

import dev.freshet.config.ExitCode;
import dev.freshet.config.FreshetException;
import dev.freshet.ingest.records.Control;
import dev.freshet.ingest.records.LogRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane folded once more without what is undone, from the newest checkpoint that has none of it.
 *
 * <p>In the background it follows the lane, says so in the log once it has caught up ({@link
 * Control.Switch}), and goes on until the lane comes to that record. Where none is on its way, as
 * in a restart, the lane folds it there and then: the result is the same.
 */
final class SideLineage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SideLineage.class);

  /** So near to the lane the side may say that it has caught up; it goes on meanwhile. */
  private static final long NEAR = 16;

  /** Decisions that a lane may need at the switch: more than ever wait in its batch. */
  private static final int REMEMBERED = 1024;

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final String name;
  private final int partition;
  private final long command;
  private final FoldContext context;
  private final LaneCheckpoints checkpoints;
  private final LogAccess access;
  private final Deque<Report> decided = new ArrayDeque<>();

  private volatile boolean stopped;
  private volatile long retryNanos;
  private volatile @Nullable FreshetException fatal;
  private volatile long goal = Long.MAX_VALUE;
  private volatile long laneAt = Long.MAX_VALUE;
  private @Nullable Thread thread;
  private @Nullable Survey survey;
  private @Nullable Lane side;

  /**
   * @param command the number of the command that it undoes documents for
   */
  SideLineage(
      Lane lane,
      int partition,
      long command,
      FoldContext context,
      LaneCheckpoints checkpoints,
      LogAccess access) {
    this.name = lane.name();
    this.partition = partition;
    this.command = command;
    this.context = context.heardBy(FoldListener.NONE);
    this.checkpoints = checkpoints;
    this.access = access;
  }

  long command() {
    return command;
  }

  /** Whether it was cut off, and may be tried again now. */
  boolean isToBeRetried() {
    return retryNanos > 0 && System.nanoTime() - retryNanos > 0;
  }

  /** Throws what no other try would change. */
  void check() {
    FreshetException thrown = fatal;
    if (thrown != null) {
      throw thrown;
    }
  }

  /** Begins to fold in the background. */
  void start(long lanesLastSeq) {
    laneAt = lanesLastSeq;
    thread = new Thread(this::inBackground, "side-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Says how far the lane itself has come. */
  void laneIsAt(long seq) {
    laneAt = seq;
  }

  /** What a side lineage hands to its lane. */
  record Taken(Lane side, Survey survey, List<Report> decided) {}

  /** The lineage as it stands before a record; waits for it, or folds it here. */
  Taken takeAt(long seq) {
    goal = seq;
    join();
    Lane folded = side;
    if (folded == null || folded.lastSeq() < seq - 1) {
      free();
      fold(false);
      folded = side;
    }
    Survey read = survey;
    if (folded == null || read == null || folded.lastSeq() != seq - 1) {
      throw new IllegalStateException(
          "the log of lane " + name + " does not reach record " + (seq - 1));
    }
    side = null;
    return new Taken(folded, read, List.copyOf(decided));
  }

  private void inBackground() {
    try {
      fold(true);
    } catch (RuntimeException e) {
      if (e instanceof FreshetException told && told.code() == ExitCode.ARTEFACT) {
        fatal = told;
        return;
      }
      LOG.warn("the side lineage of lane {} was cut off; it is tried again", name, e);
      retryNanos = Math.max(1, System.nanoTime() + RETRY.toNanos());
    }
  }

  private void fold(boolean announcing) {
    Survey read =
        Survey.of(access.log(), partition, name, command, Optional.empty(), () -> stopped);
    survey = read;
    Lane lane = checkpoints.loadFor(read).orElseGet(() -> checkpoints.fresh(name)).heardBy(context);
    side = lane;
    LOG.info(
        "lane {}: what record {} undoes is folded again, from step {} at record {}",
        name,
        command,
        lane.state().step(),
        lane.lastSeq());
    long stored = lane.state().step();
    boolean announced = !announcing;
    try (LogSource.Reader reader = access.log().open(partition, lane.state().offset() + 1);
        SealedTexts texts = new SealedTexts(access, partition)) {
      while (!stopped && lane.lastSeq() < goal - 1) {
        for (LogSource.Logged logged : reader.next()) {
          LogRecord record = logged.record();
          if (isOwnSwitch(record)) {
            goal = record.seq();
          }
          if (stopped || lane.lastSeq() >= goal - 1) {
            break;
          }
          if (record.lane().equals(name) && record.seq() > lane.lastSeq()) {
            apply(lane, read, texts, logged);
            if (lane.isSettled() && lane.state().step() - stored >= checkpoints.every()) {
              checkpoints.writeSide(lane);
              stored = lane.state().step();
            }
          }
        }
        boolean near = lane.lastSeq() >= laneAt - NEAR || (!announced && reader.atEnd());
        if (!announced && near && lane.lastSeq() >= command) {
          if (lane.isSettled()) {
            checkpoints.writeSide(lane);
            stored = lane.state().step();
          }
          access
              .control()
              .send(
                  name,
                  new Control.Switch(
                      "switch-" + command, Clock.systemUTC().instant(), Long.toString(command)));
          announced = true;
        }
      }
    }
  }

  /** The record that the lane goes on as this lineage from, if nothing is undone before it. */
  private boolean isOwnSwitch(LogRecord record) {
    return record.lane().equals(name)
        && record.entry() instanceof Control.Switch change
        && change.lineage().equals(Long.toString(command));
  }

  private void apply(Lane lane, Survey read, SealedTexts texts, LogSource.Logged logged) {
    if (logged.record().seq() != lane.lastSeq() + 1) {
      throw new IllegalStateException(
          "the log of lane " + name + " lacks record " + (lane.lastSeq() + 1));
    }
    if (read.covers(logged.record())) {
      lane.passOver(logged.record(), logged.offset());
      return;
    }
    for (Report report : lane.take(texts.opened(logged.record()), logged.offset())) {
      decided.addLast(report);
      if (decided.size() > REMEMBERED) {
        decided.removeFirst();
      }
    }
  }

  private void join() {
    Thread running = thread;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
      thread = null;
    }
  }

  private void free() {
    Lane folded = side;
    if (folded != null) {
      folded.close();
      side = null;
    }
    decided.clear();
  }

  /** Ends it after the step at hand; what it has stored is gone on from later. */
  @Override
  public void close() {
    stopped = true;
    join();
    free();
  }
}
