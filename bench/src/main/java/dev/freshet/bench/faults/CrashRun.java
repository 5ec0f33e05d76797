package dev.freshet.bench.faults;

import dev.freshet.config.FaultPoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One lane under a series of kills: {@code aim -> kill -> start again -> settle}, again and again,
 * on one stream that goes on through all of them.
 *
 * <p>Documents are published in portions, so that the lane stands still before each aim, and each
 * kill meets work.
 */
final class CrashRun {
  /** With so many documents some checkpoints are due for sure. */
  private static final int PORTION = 2 * Stage.EVERY;

  /** Enough for old checkpoints to be given back from the first kill on. */
  private static final int WARM_UP = 5 * Stage.EVERY;

  /** How far the lane stands after its checkpoint before a restoration is aimed at. */
  private static final int TAIL = 3;

  private static final int START_MILLIS = 4_000;
  private static final int WORK_MILLIS = 500;

  private final Stage stage;
  private final Drill drill;
  private final List<Double> recoverySeconds = new ArrayList<>();
  private final List<Long> stepsRedone = new ArrayList<>();
  private int delivered;
  private int inARow;
  private long killedNanos;
  private long killedMillis;
  private long stepsBegun;
  private int decided;

  private CrashRun(Stage stage, Drill drill) {
    this.stage = stage;
    this.drill = drill;
  }

  /**
   * Delivers all kills, and compares what they left with the oracle.
   *
   * @param folder for everything, empty
   * @param settings of the run and of the oracle
   */
  static CrashResult of(
      Path folder, List<Aim> plan, Map<String, String> settings, long seed, PrintStream progress)
      throws IOException {
    Drill drill = new Drill(folder.resolve("drill"));
    Stage.Setup setup = new Stage.Setup(settings, Instance.Launch.with(drill.flags()), false);
    try (Stage stage = Stage.open(folder, seed, setup, progress)) {
      return new CrashRun(stage, drill).through(plan);
    }
  }

  private CrashResult through(List<Aim> plan) {
    stage.feed().publish(WARM_UP);
    stage.awaitDecided();
    count();
    for (int i = 0; i < plan.size(); i++) {
      strike(plan.get(i), i + 1 < plan.size() ? plan.get(i + 1) : null);
    }
    return new CrashResult(
        plan.size(),
        delivered,
        stage.compared(),
        Quantiles.of(recoverySeconds),
        Quantiles.of(stepsRedone));
  }

  private void strike(Aim aim, @Nullable Aim next) {
    if (next == Aim.DURING_RESTORE) {
      leaveTail();
    }
    FaultPoint point = aim.point();
    if (point == null) {
      waitSomewhere(aim);
    } else {
      standAt(point, aim);
    }
    boolean hit = kill(aim, point);
    drill.disarm();
    delivered += hit ? 1 : 0;
    inARow++;
    boolean another = next != null && next.isSecond();
    report(aim, hit, another ? "and again" : settle());
  }

  /** Moves the lane some committed steps past its checkpoint. */
  private void leaveTail() {
    long past = stage.outputs().decided() - stage.newestCheckpoint().step();
    stage.feed().publish((int) Math.floorMod(TAIL - past, (long) Stage.EVERY));
    stage.awaitDecided();
    count();
  }

  private void standAt(FaultPoint point, Aim aim) {
    drill.arm(point, stage.random().nextInt(aim.mostSkipped() + 1));
    if (aim.isSecond()) {
      stage.start();
    } else {
      stage.feed().publish(PORTION);
    }
    stage.await(
        () -> drill.isAt(point, stage.pipeline().process().pid()), "the process comes to " + point);
  }

  private void waitSomewhere(Aim aim) {
    if (aim.isSecond()) {
      stage.start();
      Waiting.sleep(stage.random().nextInt(START_MILLIS));
    } else {
      stage.feed().publish(PORTION);
      Waiting.sleep(stage.random().nextInt(WORK_MILLIS));
    }
  }

  /** Whether everything that was aimed at stood there, and died of this. */
  private boolean kill(Aim aim, @Nullable FaultPoint point) {
    boolean there = point == null || drill.isAt(point, stage.pipeline().process().pid());
    killedNanos = System.nanoTime();
    killedMillis = System.currentTimeMillis();
    boolean brokerDied = aim.hitsBroker() && stage.broker().kill();
    boolean pipelineDied = aim.hitsPipeline() && stage.pipeline().process().kill();
    return there && brokerDied == aim.hitsBroker() && pipelineDied == aim.hitsPipeline();
  }

  /** Starts what was killed and waits until the lane has caught up; returns the time it took. */
  private String settle() {
    stage.broker().startIfDead();
    stage.start();
    stage.feed().publish(PORTION);
    Outputs outputs = stage.outputs();
    stage.await(() -> outputs.firstSeenNanos(killedMillis) >= 0, "new output comes");
    double seconds = (outputs.firstSeenNanos(killedMillis) - killedNanos) / 1e9;
    recoverySeconds.add(seconds);
    stage.awaitDecided();
    long begunBefore = stepsBegun;
    int decidedBefore = decided;
    count();
    stepsRedone.add(stepsBegun - begunBefore - (decided - decidedBefore));
    stage.settle(stage.pipeline(), inARow);
    inARow = 0;
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  /** Each document is one step: what was begun more often than decided was done twice. */
  private void count() {
    stepsBegun = drill.count(FaultPoint.STEP);
    decided = stage.outputs().decided();
  }

  private void report(Aim aim, boolean hit, String then) {
    stage
        .progress()
        .println(
            String.format(
                Locale.ROOT,
                "%4d %-28s %-9s %s",
                delivered,
                aim.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                hit ? "delivered" : "MISSED",
                then));
  }
}
