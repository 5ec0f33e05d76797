package dev.freshet.bench.faults;

import dev.freshet.config.FaultPoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One lane through a series of outages: {@code work -> outage -> proof that it bites -> end ->
 * caught up}, on one stream that goes on through all of them.
 */
final class OutageRun {
  private static final int PORTION = 4 * Stage.EVERY;
  private static final int DISK_MEBIBYTES = 48;
  private static final long SLOW_MILLIS = 100;
  private static final long LOOK_MILLIS = 1_000;

  private final Stage stage;
  private final Drill drill;
  private final @Nullable SmallDisk disk;
  private final @Nullable FailingFsync fsync;
  private final int seconds;
  private final Map<String, Object> cases = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();

  private OutageRun(
      Stage stage,
      Drill drill,
      @Nullable SmallDisk disk,
      @Nullable FailingFsync fsync,
      int seconds) {
    this.stage = stage;
    this.drill = drill;
    this.disk = disk;
    this.fsync = fsync;
    this.seconds = seconds;
  }

  /**
   * Goes through the outages in their order, and compares.
   *
   * @param seconds that each lasts, where its length can be chosen
   */
  static Suite.Verdict of(
      Path folder, List<Outage> outages, int seconds, long seed, PrintStream progress)
      throws IOException {
    Path state = folder.resolve("pipeline").resolve("state");
    boolean proxied = outages.stream().anyMatch(Outage::isOfTheNetwork);
    Optional<SmallDisk> disk =
        outages.stream().anyMatch(Outage::isOfTheDisk)
            ? SmallDisk.mount(state, DISK_MEBIBYTES)
            : Optional.empty();
    Optional<FailingFsync> fsync =
        outages.contains(Outage.FSYNC_FAILS)
            ? FailingFsync.compile(folder.resolve("fsync"), state)
            : Optional.empty();
    Drill drill = new Drill(folder.resolve("drill"));
    Map<String, String> settings =
        outages.contains(Outage.ZOMBIE)
            ? Map.of("checkpoint.mirror", Takeover.mirror(folder).toString())
            : Map.of();
    Instance.Launch launch =
        new Instance.Launch(drill.flags(), fsync.map(FailingFsync::environment).orElse(Map.of()));
    Stage.Setup setup = new Stage.Setup(settings, launch, proxied);
    try {
      try (Stage stage = Stage.open(folder, seed, setup, progress)) {
        return new OutageRun(stage, drill, disk.orElse(null), fsync.orElse(null), seconds)
            .through(outages);
      }
    } finally {
      disk.ifPresent(SmallDisk::close);
    }
  }

  private Suite.Verdict through(List<Outage> outages) {
    stage.feed().publish(PORTION);
    stage.awaitDecided();
    for (Outage outage : outages) {
      String name = outage.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (outage.isOfTheDisk() && disk == null) {
        cases.put(name, "skipped: no file system may be mounted here");
      } else if (outage == Outage.FSYNC_FAILS && fsync == null) {
        cases.put(name, "skipped: there is no C compiler (cc) here");
      } else {
        cases.put(name, suffer(outage, name));
      }
      stage.progress().println(name + " " + cases.get(name));
    }
    Stage.Outcome outcome = stage.compared();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("outages", cases);
    json.put("settled", outcome.settled());
    json.put("digestEqual", outcome.digestEqual());
    json.putAll(outcome.outputs().json());
    json.put("documents", outcome.documents());
    json.put("restarts", outcome.restarts());
    json.put("broken", broken);
    return new Suite.Verdict(
        broken.isEmpty()
            && outcome.digestEqual() == outcome.settled()
            && outcome.outputs().isClean(),
        json);
  }

  private Map<String, Object> suffer(Outage outage, String name) {
    Map<String, Object> seen = new LinkedHashMap<>();
    int from = stage.outputs().all().size();
    work();
    switch (outage) {
      case NETWORK_PAUSED -> networkPaused(name);
      case NETWORK_CUT -> networkCut(name);
      case NETWORK_SLOW -> networkSlow(name);
      case BROKER_FROZEN -> brokerFrozen(name);
      case DISK_FULL -> diskFull(name, seen);
      case DISK_READ_ONLY -> diskReadOnly(name, seen);
      case FSYNC_FAILS -> fsyncFails(name, seen);
      case SLOW_STEP -> seen.put("stepsRedone", halted(name, FaultPoint.STEP, false));
      case SLOW_COMMIT -> seen.put("stepsRedone", halted(name, FaultPoint.REPORT, true));
      case ZOMBIE -> seen.putAll(zombie(name));
    }
    stage.feed().publish(PORTION);
    stage.awaitDecided();
    stage.settle(stage.pipeline(), 1);
    seen.put("stallSeconds", stallSeconds(from));
    return seen;
  }

  /** Publishes a portion, and returns when the lane is in the middle of it. */
  private void work() {
    int before = stage.outputs().decided();
    stage.feed().publish(PORTION);
    stage.await(() -> stage.outputs().decided() > before, "the lane works");
  }

  private void networkPaused(String name) {
    stage.proxy().pause(true);
    Waiting.sleep(LOOK_MILLIS);
    long before = stage.proxy().forwardedBytes();
    hold();
    prove(name, "nothing passed", stage.proxy().forwardedBytes() == before);
    stage.proxy().pause(false);
  }

  private void networkCut(String name) {
    long before = stage.proxy().cutConnections();
    stage.proxy().cut(true);
    hold();
    prove(name, "connections broke", stage.proxy().cutConnections() > before);
    stage.proxy().cut(false);
  }

  private void networkSlow(String name) {
    stage.proxy().delay(SLOW_MILLIS);
    stage.feed().publish(Stage.EVERY);
    long before = stage.proxy().forwardedBytes();
    hold();
    prove(name, "little passed", stage.proxy().forwardedBytes() > before);
    stage.proxy().delay(0);
  }

  private void brokerFrozen(String name) {
    stage.broker().freeze();
    Waiting.sleep(LOOK_MILLIS);
    int before = stage.outputs().decided();
    stage.feed().publish(Stage.EVERY);
    hold();
    prove(name, "nothing was committed", stage.outputs().decided() == before);
    stage.broker().thaw();
  }

  private void diskFull(String name, Map<String, Object> seen) {
    SmallDisk small = present(disk);
    small.fill();
    stage.feed().publish(PORTION);
    endsClearly(name, seen, "no space left");
    prove(name, "the checkpoints are whole", stage.pipeline().isWhole());
    small.clear();
  }

  private void diskReadOnly(String name, Map<String, Object> seen) {
    SmallDisk small = present(disk);
    stage.pipeline().process().stop();
    small.readOnly(true);
    stage.start();
    endsClearly(name, seen, "");
    small.readOnly(false);
    prove(name, "the checkpoints are whole", stage.pipeline().isWhole());
  }

  private void fsyncFails(String name, Map<String, Object> seen) {
    FailingFsync failing = present(fsync);
    failing.begin();
    stage.feed().publish(PORTION);
    endsClearly(name, seen, "Input/output error");
    prove(name, "the checkpoints are whole", stage.pipeline().isWhole());
    long failed = failing.end();
    seen.put("failedSyncs", failed);
    prove(name, "fsync failed", failed > 0);
  }

  /** Waits for the pipeline's own end, and looks at what a user would see. */
  private void endsClearly(String name, Map<String, Object> seen, String word) {
    Child process = stage.pipeline().process();
    int status = process.await();
    List<String> said = process.said().lines().filter(line -> line.startsWith("error:")).toList();
    seen.put("exitStatus", status);
    seen.put("said", said);
    prove(name, "the exit status is 1 or 3", status == 1 || status == 3);
    prove(name, "one clear line", said.size() == 1 && said.get(0).contains(word));
    prove(name, "no stack trace", !process.said().contains("\tat "));
  }

  /**
   * Has the pipeline stand at a point for a while, and go on; returns how many steps it computed
   * again for that.
   *
   * @param fenced whether its transaction runs out meanwhile
   */
  private long halted(String name, FaultPoint point, boolean fenced) {
    stage.awaitDecided();
    Child process = stage.pipeline().process();
    long redoneBefore = stepsRedone();
    drill.arm(point, 1);
    stage.feed().publish(PORTION);
    stage.await(() -> drill.isAt(point, process.pid()), "the process comes to " + point);
    Waiting.sleep(LOOK_MILLIS);
    int before = stage.outputs().decided();
    hold();
    prove(name, "it was amid work", before < stage.feed().published());
    prove(name, "nothing was committed", stage.outputs().decided() == before);
    drill.disarm();
    stage.awaitDecided();
    long redone = stepsRedone() - redoneBefore;
    prove(name, "what was fenced, and nothing else, is computed again", (redone > 0) == fenced);
    prove(name, "the process goes on", fenced || stage.pipeline().process() == process);
    return redone;
  }

  /** Each document is one step: what was begun more often than decided was done twice. */
  private long stepsRedone() {
    return drill.count(FaultPoint.STEP) - stage.outputs().decided();
  }

  private Map<String, Object> zombie(String name) {
    stage.awaitDecided();
    try (Takeover takeover =
        new Takeover(stage, drill, (what, holds) -> prove(name, what, holds))) {
      return takeover.play(PORTION);
    }
  }

  private void hold() {
    Waiting.sleep(1_000L * seconds);
  }

  private void prove(String name, String what, boolean holds) {
    if (!holds) {
      broken.add(name + ": " + what);
    }
  }

  /** The longest time without new output. */
  private double stallSeconds(int from) {
    List<Outputs.Seen> all = stage.outputs().all();
    long longest = 0;
    for (int i = Math.max(1, from); i < all.size(); i++) {
      longest = Math.max(longest, all.get(i).seenNanos() - all.get(i - 1).seenNanos());
    }
    return Math.round(longest / 1e8) / 10.0;
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("there is none");
    }
    return value;
  }
}
